#include "http_rule.hpp"

#include <google/protobuf/text_format.h>

#include <cctype>
#include <stdexcept>
#include <vector>

#include "google/api/annotations.pb.h"

namespace duet::test {
namespace {

namespace pb = google::protobuf;

std::string percent_encode(const std::string& text) {
  std::string out;
  char buffer[4];
  for (const unsigned char c : text) {
    if (std::isalnum(c) || c == '-' || c == '_' || c == '.' || c == '~') {
      out += static_cast<char>(c);
    } else {
      std::snprintf(buffer, sizeof buffer, "%%%02X", c);
      out += buffer;
    }
  }
  return out;
}

/// A scalar as a URL carries it; `index` is -1 for a singular field.
std::string text_of(const pb::Message& message, const pb::FieldDescriptor& field, int index) {
  std::string text;
  if (field.type() == pb::FieldDescriptor::TYPE_STRING) {
    const auto* reflection = message.GetReflection();
    return index < 0 ? reflection->GetString(message, &field) : reflection->GetRepeatedString(message, &field, index);
  }
  if (field.cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE || field.type() == pb::FieldDescriptor::TYPE_BYTES) {
    throw std::runtime_error("the matrix's URL mapping has no text for " + field.full_name());
  }
  pb::TextFormat::PrintFieldValueToString(message, &field, index, &text);
  return text;
}

std::string expand(const std::string& path, const pb::Message& request, pb::Message& rest) {
  std::string target;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] != '{') {
      target += path[i];
      continue;
    }
    const std::size_t end = path.find('}', i);
    const auto* field = request.GetDescriptor()->FindFieldByName(path.substr(i + 1, end - i - 1));
    if (field == nullptr) throw std::runtime_error("the matrix's URL mapping cannot fill " + path);
    target += percent_encode(text_of(request, *field, -1));
    rest.GetReflection()->ClearField(&rest, field);
    i = end;
  }
  return target;
}

std::string query_of(const pb::Message& rest) {
  std::string query;
  std::vector<const pb::FieldDescriptor*> fields;
  rest.GetReflection()->ListFields(rest, &fields);
  for (const auto* field : fields) {
    const int count = field->is_repeated() ? rest.GetReflection()->FieldSize(rest, field) : 1;
    for (int i = 0; i < count; ++i) {
      query += query.empty() ? '?' : '&';
      query += field->name() + "=" + percent_encode(text_of(rest, *field, field->is_repeated() ? i : -1));
    }
  }
  return query;
}

}  // namespace

HttpRequest transcode(const pb::MethodDescriptor& method, const pb::Message& request) {
  // Read again by this program's own extension, whatever pool the descriptor came from.
  pb::MethodOptions options;
  options.ParseFromString(method.options().SerializeAsString());
  const auto& rule = options.GetExtension(google::api::http);

  HttpRequest http;
  std::string path;
  switch (rule.pattern_case()) {
    case google::api::HttpRule::kGet:
      http.method = "GET", path = rule.get();
      break;
    case google::api::HttpRule::kPut:
      http.method = "PUT", path = rule.put();
      break;
    case google::api::HttpRule::kPost:
      http.method = "POST", path = rule.post();
      break;
    case google::api::HttpRule::kDelete:
      http.method = "DELETE", path = rule.delete_();
      break;
    case google::api::HttpRule::kPatch:
      http.method = "PATCH", path = rule.patch();
      break;
    default:
      throw std::runtime_error("no HTTP rule on " + method.full_name());
  }
  std::unique_ptr<pb::Message> rest(request.New());
  rest->CopyFrom(request);
  http.target = expand(path, request, *rest);
  if (rule.body() == "*") {
    http.body = std::move(rest);
  } else if (rule.body().empty()) {
    http.target += query_of(*rest);
  } else {
    throw std::runtime_error("the matrix's URL mapping has no body \"" + rule.body() + "\"");
  }
  return http;
}

}  // namespace duet::test
