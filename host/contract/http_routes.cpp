#include "contract/http_routes.hpp"

#include <cctype>
#include <optional>

#include "core/route_template.hpp"
#include "google/api/annotations.pb.h"

namespace duet::contract {
namespace {

using google::api::HttpRule;

/// "1.3" for "item.name"; the text itself for what is no field.
std::string field_numbers(const pb::Descriptor* message, const std::string& path) {
  std::string numbers;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    const pb::FieldDescriptor* field =
        message == nullptr ? nullptr : message->FindFieldByName(path.substr(begin, end - begin));
    if (field == nullptr) return path;
    numbers += (begin == 0 ? "" : ".") + std::to_string(field->number());
    message = field->message_type();
    begin = end + 1;
  }
  return numbers;
}

std::string shape_of(const core::RouteTemplate& path) {
  using Kind = core::RouteTemplate::Kind;
  std::string shape;
  for (const auto& segment : path.segments) {
    shape += '/';
    shape += segment.kind == Kind::kStar ? "*" : segment.kind == Kind::kDoubleStar ? "**" : "=" + segment.text;
  }
  return path.verb.empty() ? shape : shape + ":" + path.verb;
}

/// The HTTP method and the template of a rule's pattern, whose names in http.proto are the methods.
std::optional<std::pair<std::string, std::string>> pattern_of(const HttpRule& rule) {
  if (rule.has_custom()) return std::pair(rule.custom().kind(), rule.custom().path());
  const pb::Reflection& reflection = *rule.GetReflection();
  const pb::FieldDescriptor* field =
      reflection.GetOneofFieldDescriptor(rule, HttpRule::descriptor()->FindOneofByName("pattern"));
  if (field == nullptr) return std::nullopt;
  std::string method = field->name();
  for (char& c : method) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return std::pair(method, reflection.GetString(rule, field));
}

void add(const pb::MethodDescriptor& method, const HttpRule& rule, HttpRoutes& routes) {
  const auto pattern = pattern_of(rule);
  if (!pattern) return;
  const pb::Descriptor* request = method.input_type();
  HttpRoute route;
  route.method = &method;
  route.text = pattern->first + " " + pattern->second;
  route.body = rule.body() == "*" ? "*" : field_numbers(request, rule.body());
  route.response_body = field_numbers(method.output_type(), rule.response_body());
  core::RouteTemplate path;
  core::TemplateError error;
  std::string shape = pattern->second;
  if (core::parse_template(pattern->second, path, error)) {
    shape = shape_of(path);
    for (const auto& variable : path.variables) {
      route.variables += std::to_string(variable.first) + "+" + std::to_string(variable.count) + "=" +
                         field_numbers(request, variable.field_path) + " ";
    }
  }
  routes.emplace(RouteKey(pattern->first, std::move(shape)), std::move(route));
}

}  // namespace

HttpRoutes routes_of(const Side& side) {
  HttpRoutes routes;
  for (const auto& [name, service] : side.all.services) {
    for (int i = 0; i < service->method_count(); ++i) {
      const pb::MethodDescriptor& method = *service->method(i);
      if (!method.options().HasExtension(google::api::http)) continue;
      const HttpRule& rule = method.options().GetExtension(google::api::http);
      add(method, rule, routes);
      for (const HttpRule& more : rule.additional_bindings()) add(method, more, routes);
    }
  }
  return routes;
}

}  // namespace duet::contract
