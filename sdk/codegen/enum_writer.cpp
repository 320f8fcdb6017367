#include "enum_writer.hpp"

#include "comments.hpp"
#include "layout.hpp"

namespace duet::codegen {

namespace pb = google::protobuf;

std::string enum_code(const pb::EnumDescriptor& enumeration, Output& output) {
  const std::string& type = output.names.type(enumeration);
  std::string code = comment_of(enumeration, 0) + "enum class " + type + " {\n";
  for (int i = 0; i < enumeration.value_count(); ++i) {
    const pb::EnumValueDescriptor& value = *enumeration.value(i);
    code += comment_of(value, 2) + "  " + output.names.value(value) + " = " + std::to_string(value.number()) + ",\n";
  }
  code += "};\nDUET_ENUM(" + type;
  const std::string margin = ",\n" + std::string(std::string_view("DUET_ENUM(").size(), ' ');
  for (int i = 0; i < enumeration.value_count(); ++i) {
    const pb::EnumValueDescriptor& value = *enumeration.value(i);
    std::vector<std::string> arguments{value.name(), type + "::" + output.names.value(value)};
    code += margin + call_text("DUET_VALUE", arguments, 10, 2);
  }
  return code + ");\n";
}

}  // namespace duet::codegen
