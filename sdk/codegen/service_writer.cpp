#include "service_writer.hpp"

#include <algorithm>
#include <set>

#include "comments.hpp"
#include "layout.hpp"
#include "words.hpp"

namespace duet::codegen {
namespace {

namespace pb = google::protobuf;

// "POST /users, PUT /users/{id}": the main route and the additional ones; empty without any.
std::string routes_of(const pb::MethodDescriptor& method, const OptionReader& options) {
  const pb::FieldDescriptor* http = options.extension("google.api.http");
  const auto known = http != nullptr ? options.read(method.options()) : nullptr;
  if (known == nullptr || !known->GetReflection()->HasField(*known, http)) return {};
  const auto text_of = [](const pb::Message& rule) {
    const pb::Reflection& reflection = *rule.GetReflection();
    const pb::OneofDescriptor* pattern = rule.GetDescriptor()->FindOneofByName("pattern");
    const pb::FieldDescriptor* kind = pattern ? reflection.GetOneofFieldDescriptor(rule, pattern) : nullptr;
    if (kind == nullptr) return std::string();
    if (kind->cpp_type() == pb::FieldDescriptor::CPPTYPE_STRING)
      return upper_snake(kind->name()) + " " + reflection.GetString(rule, kind);
    const pb::Message& custom = reflection.GetMessage(rule, kind);
    const auto* word = custom.GetDescriptor()->FindFieldByName("kind");
    const auto* path = custom.GetDescriptor()->FindFieldByName("path");
    if (word == nullptr || path == nullptr) return std::string();
    return custom.GetReflection()->GetString(custom, word) + " " + custom.GetReflection()->GetString(custom, path);
  };
  const pb::Message& rule = known->GetReflection()->GetMessage(*known, http);
  std::string text = text_of(rule);
  const pb::FieldDescriptor* more = rule.GetDescriptor()->FindFieldByName("additional_bindings");
  for (int i = 0; more != nullptr && i < rule.GetReflection()->FieldSize(rule, more); ++i) {
    text += ", " + text_of(rule.GetReflection()->GetRepeatedMessage(rule, more, i));
  }
  return text;
}

struct Rpc {
  const pb::MethodDescriptor& method;
  std::string handler, in, out;

  // What adds it: the macro of its kind.
  std::string macro() const {
    if (method.client_streaming()) return method.server_streaming() ? "DUET_RPC_BIDI" : "DUET_RPC_CLIENT_STREAM";
    return method.server_streaming() ? "DUET_RPC_SERVER_STREAM" : "DUET_RPC";
  }
  // The member function that the plugin has for it.
  std::string declaration() const {
    const std::string request =
        method.client_streaming() ? "duet::Reader<" + in + ">& requests, " : "const " + in + "& request, ";
    if (!method.server_streaming())
      return "duet::Result<" + out + "> " + handler + "(" + request + "duet::Call& call);";
    return "duet::Status " + handler + "(" + request + "duet::Writer<" + out + ">& answers, duet::Call& call);";
  }
};

std::vector<Rpc> rpcs_of(const pb::ServiceDescriptor& service, Output& output) {
  // What a plugin class has beside its handlers.
  std::set<std::string, std::less<>> taken{"describe", "describe_service", "start", "stop", "Settings"};
  std::vector<Rpc> rpcs;
  for (int i = 0; i < service.method_count(); ++i) {
    const pb::MethodDescriptor& method = *service.method(i);
    rpcs.push_back({method, claim(snake(method.name()), taken), output.names.type_in(*method.input_type(), output.file),
                    output.names.type_in(*method.output_type(), output.file)});
  }
  return rpcs;
}

bool holds_any(const pb::Descriptor& message, std::set<const pb::Descriptor*>& seen) {
  if (message.full_name() == "google.protobuf.Any") return true;
  if (!seen.insert(&message).second) return false;
  bool found = false;
  for (int i = 0; i < message.field_count(); ++i) {
    if (const pb::Descriptor* held = message.field(i)->message_type()) found = holds_any(*held, seen) || found;
  }
  return found;
}

// Is there a google.protobuf.Any in a message of the file, or in one within it?
bool holds_any(const pb::FileDescriptor& file) {
  std::set<const pb::Descriptor*> seen;
  const std::vector<const pb::Descriptor*> messages = all_messages(file);
  return std::any_of(messages.begin(), messages.end(), [&](const auto* one) { return holds_any(*one, seen); });
}

// Every message of the file, for what an Any in it may hold.
std::string any_call(Output& output) {
  std::vector<std::string> types;
  for (const pb::Descriptor* message : all_messages(output.file)) types.push_back(output.names.type(*message));
  std::string call = call_text("plugin.template any", types, 4, 4);
  call[call.find('(')] = '<';
  call.back() = '>';
  return call + "()";
}

}  // namespace

std::string service_code(const pb::ServiceDescriptor& service, Output& output) {
  const std::vector<Rpc> rpcs = rpcs_of(service, output);
  if (rpcs.empty()) return {};
  const std::string& base = output.names.base(service);
  const std::string doc = comment_of(service, 0);
  std::string code = doc + (doc.empty() ? "" : "//\n") + "// The base of a plugin that serves " + service.full_name() +
                     ":\n//   class MyPlugin : public " + base +
                     "<MyPlugin>\n// Its describe() calls describe_service(plugin), and it has these public members, "
                     "each plain or as a coroutine, which\n// returns a duet::Task<> of the same:\n";
  for (const Rpc& rpc : rpcs) {
    code += "//\n";
    pb::SourceLocation location;
    if (rpc.method.GetSourceLocation(&location)) code += comment_lines(location.leading_comments, 0);
    if (const std::string routes = routes_of(rpc.method, output.options); !routes.empty())
      code += comment_lines(routes, 0);
    code += "//   " + rpc.declaration() + "\n";
  }
  code += "template <class Self>\nclass " + base +
          " {\n public:\n  // What the .proto cannot say is said of the methods: "
          "service.method(\"" +
          rpcs.front().method.name() +
          "\").runs_inline().\n  static duet::Service<Self>& describe_service(duet::Plugin<Self>& plugin) {\n"
          "    duet::Service<Self>& service = plugin.service(" +
          quoted(service.full_name()) + ", " + output.names.file_constant(output.file) + ");\n";
  for (const Rpc& rpc : rpcs) {
    code += "    " + rpc.macro() + "(service, " + rpc.method.name() + ", " + rpc.handler + ", " + rpc.in + ", " +
            rpc.out + ");\n";
    if (rpc.method.options().idempotency_level() != pb::MethodOptions::IDEMPOTENCY_UNKNOWN)
      code += "    service.method(" + quoted(rpc.method.name()) + ").idempotent();\n";
  }
  if (holds_any(output.file)) code += "    // What an Any may hold.\n    " + any_call(output) + ";\n";
  return code + "    return service;\n  }\n};\n";
}

}  // namespace duet::codegen
