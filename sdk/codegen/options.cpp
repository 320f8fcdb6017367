#include "options.hpp"

namespace duet::codegen {

namespace pb = google::protobuf;

std::unique_ptr<pb::Message> OptionReader::read(const pb::Message& options) const {
  const pb::Descriptor* type = pool_.FindMessageTypeByName(options.GetDescriptor()->full_name());
  if (type == nullptr) return nullptr;
  std::unique_ptr<pb::Message> known(factory_.GetPrototype(type)->New());
  return known->ParsePartialFromString(options.SerializePartialAsString()) ? std::move(known) : nullptr;
}

std::vector<int> OptionReader::enum_numbers(const pb::Message& options, const std::string& name) const {
  std::vector<int> numbers;
  const pb::FieldDescriptor* field = extension(name);
  const auto known = field != nullptr ? read(options) : nullptr;
  if (known == nullptr || field->containing_type() != known->GetDescriptor() || !field->is_repeated()) return numbers;
  const pb::Reflection& reflection = *known->GetReflection();
  for (int i = 0; i < reflection.FieldSize(*known, field); ++i) {
    numbers.push_back(reflection.GetRepeatedEnumValue(*known, field, i));
  }
  return numbers;
}

std::optional<MessageOption> OptionReader::find(const pb::Message& options, const std::string& name) const {
  const pb::FieldDescriptor* field = extension(name);
  if (field == nullptr || field->cpp_type() != pb::FieldDescriptor::CPPTYPE_MESSAGE || field->is_repeated()) return {};
  auto known = read(options);
  if (known == nullptr || field->containing_type() != known->GetDescriptor()) return {};
  if (!known->GetReflection()->HasField(*known, field)) return {};
  const pb::Message& value = known->GetReflection()->GetMessage(*known, field);
  return MessageOption{std::move(known), &value};
}

bool MessageOption::is_true(const std::string& name) const {
  const pb::FieldDescriptor* field = value->GetDescriptor()->FindFieldByName(name);
  return field != nullptr && field->cpp_type() == pb::FieldDescriptor::CPPTYPE_BOOL && !field->is_repeated() &&
         value->GetReflection()->GetBool(*value, field);
}

std::vector<std::string> MessageOption::texts(const std::string& name) const {
  std::vector<std::string> all;
  const pb::FieldDescriptor* field = value->GetDescriptor()->FindFieldByName(name);
  if (field == nullptr || field->cpp_type() != pb::FieldDescriptor::CPPTYPE_STRING || !field->is_repeated()) return all;
  for (int i = 0; i < value->GetReflection()->FieldSize(*value, field); ++i) {
    all.push_back(value->GetReflection()->GetRepeatedString(*value, field, i));
  }
  return all;
}

}  // namespace duet::codegen
