#include "support/contract_text.hpp"

#include <google/protobuf/descriptor.pb.h>

namespace duet::test {
namespace {

namespace pb = google::protobuf;

// Without the blanks that differ between "// text" in a .proto and doc("text").
std::string trimmed(std::string_view comment) {
  std::string text;
  for (const char c : comment) {
    const bool is_blank = c == ' ' || c == '\n';
    if (!is_blank) text += c;
    if (is_blank && !text.empty() && text.back() != ' ') text += ' ';
  }
  if (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

class Lines {
 public:
  explicit Lines(Comments comments) : comments_(comments) {}

  void add(const pb::FileDescriptor& file) {
    lines_.insert("file " + file.name() + " package " + file.package());
    for (int i = 0; i < file.message_type_count(); ++i) add(*file.message_type(i));
    for (int i = 0; i < file.enum_type_count(); ++i) add(*file.enum_type(i));
    for (int i = 0; i < file.service_count(); ++i) add(*file.service(i));
  }
  std::set<std::string> take() { return std::move(lines_); }

 private:
  template <class Descriptor>
  void put(const char* kind, const Descriptor& one, const pb::Message& what) {
    std::string line = std::string(kind) + " " + one.full_name() + ": " + what.ShortDebugString();
    pb::SourceLocation location;
    if (comments_ == Comments::kKept && one.GetSourceLocation(&location)) {
      const std::string text = trimmed(location.leading_comments);
      if (!text.empty()) line += " // " + text;
    }
    lines_.insert(line);
  }

  void add(const pb::Descriptor& message) {
    pb::DescriptorProto proto;
    message.CopyTo(&proto);
    proto.clear_field();
    proto.clear_oneof_decl();
    proto.clear_nested_type();
    proto.clear_enum_type();
    put("message", message, proto);
    for (int i = 0; i < message.field_count(); ++i) add(*message.field(i));
    for (int i = 0; i < message.real_oneof_decl_count(); ++i) {
      pb::OneofDescriptorProto oneof;
      message.oneof_decl(i)->CopyTo(&oneof);
      put("oneof", *message.oneof_decl(i), oneof);
    }
    for (int i = 0; i < message.nested_type_count(); ++i) add(*message.nested_type(i));
    for (int i = 0; i < message.enum_type_count(); ++i) add(*message.enum_type(i));
  }

  void add(const pb::FieldDescriptor& field) {
    pb::FieldDescriptorProto proto;
    field.CopyTo(&proto);
    proto.set_json_name(field.json_name());
    // Its place among the oneofs is a matter of order; which one it is in is not.
    proto.clear_oneof_index();
    const pb::OneofDescriptor* oneof = field.real_containing_oneof();
    put(oneof != nullptr ? ("field in " + oneof->name()).c_str() : "field", field, proto);
  }

  void add(const pb::EnumDescriptor& enumeration) {
    pb::EnumDescriptorProto proto;
    enumeration.CopyTo(&proto);
    proto.clear_value();
    put("enum", enumeration, proto);
    for (int i = 0; i < enumeration.value_count(); ++i) {
      pb::EnumValueDescriptorProto value;
      enumeration.value(i)->CopyTo(&value);
      put("value", *enumeration.value(i), value);
    }
  }

  void add(const pb::ServiceDescriptor& service) {
    pb::ServiceDescriptorProto proto;
    service.CopyTo(&proto);
    proto.clear_method();
    put("service", service, proto);
    for (int i = 0; i < service.method_count(); ++i) {
      pb::MethodDescriptorProto method;
      service.method(i)->CopyTo(&method);
      put("method", *service.method(i), method);
    }
  }

  const Comments comments_;
  std::set<std::string> lines_;
};

}  // namespace

std::set<std::string> contract_text(const pb::FileDescriptor& file, Comments comments) {
  Lines lines(comments);
  lines.add(file);
  return lines.take();
}

std::string difference(const std::set<std::string>& before, const std::set<std::string>& after) {
  std::string text;
  for (const std::string& line : before) text += after.contains(line) ? "" : "- " + line + "\n";
  for (const std::string& line : after) text += before.contains(line) ? "" : "+ " + line + "\n";
  return text;
}

}  // namespace duet::test
