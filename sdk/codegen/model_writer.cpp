#include "model_writer.hpp"

#include <algorithm>
#include <vector>

#include "layout.hpp"
#include "markers.hpp"
#include "message_writer.hpp"
#include "reserved.hpp"
#include "rules.hpp"
#include "words.hpp"

namespace duet::codegen {
namespace {

namespace pb = google::protobuf;

constexpr std::string_view kModel = "DUET_MODEL";
constexpr std::size_t kMargin = kModel.size() + 1;

// DUET_FIELD(1, id, ...) or DUET_MEMBER(1, id, ...)
std::string field_text(std::string_view word, const pb::FieldDescriptor& field, const std::string& member,
                       std::size_t column, Output& output) {
  std::vector<std::string> arguments{std::to_string(field.number()), member};
  for (std::string& marker : markers(field, member, output)) arguments.push_back(std::move(marker));
  for (std::string& rule : field_rules(field, output)) {
    // google.api.field_behavior may have said it already.
    const bool is_known = std::find(arguments.begin(), arguments.end(), rule) != arguments.end();
    if (!is_known) arguments.push_back(std::move(rule));
  }
  return call_text(word, arguments, column, 2);
}

std::string oneof_text(const pb::OneofDescriptor& oneof, const MessageNames& names, Output& output) {
  constexpr std::string_view kWord = "DUET_ONEOF(";
  std::string text = std::string(kWord) + names.oneofs.at(&oneof);
  for (const std::string& rule : oneof_rules(oneof, output)) text += ", " + rule;
  const std::size_t column = kMargin + kWord.size();
  for (int i = 0; i < oneof.field_count(); ++i) {
    const pb::FieldDescriptor& field = *oneof.field(i);
    text.append(",\n").append(column, ' ').append(field_text("DUET_MEMBER", field, field.name(), column, output));
  }
  return text + ")";
}

}  // namespace

std::string model_code(const pb::Descriptor& message, Output& output) {
  const MessageNames& names = output.names.in(message);
  refuse_message_rules(message, output);
  std::string declarations;
  std::vector<std::string> parts;
  if (message.options().deprecated()) parts.emplace_back("duet::deprecated");
  for (const std::string& check : check_names(message, output)) {
    declarations += "void " + check + "(const " + output.names.type(message) + "&, duet::Checks&);\n";
    parts.push_back("duet::check(&" + check + ", " + quoted(check) + ")");
  }
  for (std::string& words : reserved_words(message)) parts.push_back(std::move(words));
  for (int i = 0; i < message.field_count(); ++i) {
    const pb::FieldDescriptor& field = *message.field(i);
    if (const pb::OneofDescriptor* oneof = field.real_containing_oneof()) {
      if (oneof->field(0) == &field) parts.push_back(oneof_text(*oneof, names, output));
    } else {
      parts.push_back(field_text("DUET_FIELD", field, names.members.at(&field), kMargin, output));
    }
  }
  if (keeps_unknown_fields(message, output)) parts.push_back("DUET_UNKNOWN(" + names.unknown_fields + ")");

  const std::string origin =
      "duet::origin(" + output.names.file_constant(*message.file()) + ", " + quoted(message.full_name()) + ")";
  std::string code = declarations + call_text(kModel, {output.names.type(message), origin}, 0, 1);
  code.pop_back();
  for (const std::string& part : parts) code.append(",\n").append(kMargin, ' ').append(part);
  return code + ");\n";
}

}  // namespace duet::codegen
