#include "enum_writer.hpp"

#include "comments.hpp"
#include "layout.hpp"
#include "reserved.hpp"
#include "words.hpp"

namespace duet::codegen {

namespace pb = google::protobuf;

std::string enum_code(const pb::EnumDescriptor& enumeration, Output& output) {
  const std::string& type = output.names.type(enumeration);
  std::string code = comment_of(enumeration, 0) + "enum class " + type + " {\n";
  for (int i = 0; i < enumeration.value_count(); ++i) {
    const pb::EnumValueDescriptor& value = *enumeration.value(i);
    code += comment_of(value, 2) + "  " + output.names.value(value) + " = " + std::to_string(value.number()) + ",\n";
  }
  const std::string origin =
      "duet::origin(" + output.names.file_constant(output.file) + ", " + quoted(enumeration.full_name()) + ")";
  code += "};\n" + call_text("DUET_ENUM", {type, origin}, 0, 1);
  code.pop_back();
  const std::string margin = ",\n" + std::string(std::string_view("DUET_ENUM(").size(), ' ');
  if (enumeration.options().deprecated()) code += margin + "duet::deprecated";
  for (const std::string& words : reserved_words(enumeration)) code += margin + words;
  for (int i = 0; i < enumeration.value_count(); ++i) {
    const pb::EnumValueDescriptor& value = *enumeration.value(i);
    std::vector<std::string> arguments{value.name(), type + "::" + output.names.value(value)};
    if (value.options().deprecated()) arguments.emplace_back("duet::deprecated");
    code += margin + call_text("DUET_VALUE", arguments, 10, 2);
  }
  return code + ");\n";
}

}  // namespace duet::codegen
