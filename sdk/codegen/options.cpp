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

bool OptionReader::is_true(const pb::Message& options, const std::string& name) const {
  const pb::FieldDescriptor* field = extension(name);
  const auto known = field != nullptr ? read(options) : nullptr;
  if (known == nullptr || field->containing_type() != known->GetDescriptor()) return false;
  return field->cpp_type() == pb::FieldDescriptor::CPPTYPE_BOOL && !field->is_repeated() &&
         known->GetReflection()->GetBool(*known, field);
}

}  // namespace duet::codegen
