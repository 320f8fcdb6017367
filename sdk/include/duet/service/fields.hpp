// What the routes of a method say about the fields of its request and its answer, checked when the plugin is described.
// Rules: google/api/http.proto.
#pragma once

#include <string>
#include <string_view>

#include "../codec/text.hpp"
#include "../model.hpp"
#include "method.hpp"
#include "path_template.hpp"

namespace duet::detail {

template <Model In>
std::string check_variable(const std::string& name) {
  const PathTarget target = duet::path_target<In>(name);
  if (target.kind == PathTarget::Kind::kUnknown) return "'" + name + "' " + target.hint;
  if (target.kind != PathTarget::Kind::kScalar) {
    return "'" + name + "' is not a single number, text, bool or enum, so a path cannot hold it";
  }
  if (target.output_only) return "'" + name + "' is output_only, so a request cannot set it";
  if (target.proto_path != name) return "'" + name + "' is to be written as " + target.proto_path;
  return {};
}

// A body is a top-level field.
template <Model T>
std::string check_body(const char* which, const std::string& name) {
  const PathTarget target = duet::path_target<T>(name);
  const std::string where = std::string(which) + " '" + name + "' ";
  if (target.kind == PathTarget::Kind::kUnknown) return where + target.hint;
  if (name.find('.') != std::string::npos) return where + "is not a field of the message itself, but of one in it";
  if (target.proto_path != name) return where + "is to be written as " + target.proto_path;
  return {};
}

// What is wrong with a route; empty if it is right.
template <Model In, Model Out>
std::string check_route(const Route& route) {
  const PathTemplate path(route.path);
  if (!path.error().empty()) return path.error();
  if (route.verb.empty()) return "it has no HTTP method";
  for (const std::string& variable : path.variables()) {
    if (std::string reason = check_variable<In>(variable); !reason.empty()) return reason;
    if (variable == route.body || (!route.body.empty() && variable.starts_with(route.body + "."))) {
      return "'" + variable + "' is filled by the path and by the body";
    }
  }
  if (!route.body.empty() && route.body != "*") {
    if (std::string reason = check_body<In>("the body", route.body); !reason.empty()) return reason;
  }
  return route.response_body.empty() ? std::string() : check_body<Out>("the response body", route.response_body);
}

}  // namespace duet::detail
