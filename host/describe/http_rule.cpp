#include "describe/http_rule.hpp"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "core/route_template.hpp"
#include "describe/fields.hpp"
#include "google/api/annotations.pb.h"

namespace duet::describe {
namespace {

namespace pb = google::protobuf;
using google::api::HttpRule;

// A method of HTTP in capitals (RFC 9110 section 9.1), or "*" for any.
bool is_http_method(std::string_view text) {
  if (text == "*") return true;
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'A' && c <= 'Z') || c == '-'; });
}

core::RouteOffer to_route(const HttpRule& rule) {
  core::RouteOffer route;
  switch (rule.pattern_case()) {
    case HttpRule::kGet:
      route = {"GET", rule.get(), {}, {}};
      break;
    case HttpRule::kPut:
      route = {"PUT", rule.put(), {}, {}};
      break;
    case HttpRule::kPost:
      route = {"POST", rule.post(), {}, {}};
      break;
    case HttpRule::kDelete:
      route = {"DELETE", rule.delete_(), {}, {}};
      break;
    case HttpRule::kPatch:
      route = {"PATCH", rule.patch(), {}, {}};
      break;
    case HttpRule::kCustom:
      route = {rule.custom().kind(), rule.custom().path(), {}, {}};
      break;
    case HttpRule::PATTERN_NOT_SET:
      break;
  }
  route.body = rule.body();
  route.response_body = rule.response_body();
  return route;
}

// Checks one route against the messages of its method.
class RouteChecker {
 public:
  RouteChecker(const pb::MethodDescriptor& method, const core::RouteOffer& route, std::vector<std::string>& errors)
      : method_(method), route_(route), errors_(errors) {}

  void check() {
    if (!is_http_method(route_.http_method)) {
      fail("'" + route_.http_method + "' is no HTTP method; write it in capitals, or '*' for any");
    }
    check_variables();
    check_body();
    if (!route_.response_body.empty()) {
      if (auto field = find_top_level_field(*method_.output_type(), route_.response_body); !field) {
        fail("response_body: " + field.error().message);
      }
    }
  }

 private:
  using Variables = std::vector<core::RouteTemplate::Variable>;

  void check_variables() {
    core::RouteTemplate path;
    core::TemplateError problem;
    if (!core::parse_template(route_.path, path, problem)) return;  // The catalog says why.
    for (auto variable = path.variables.begin(); variable != path.variables.end(); ++variable) {
      auto field = find_path_field(*method_.input_type(), variable->field_path);
      if (!field) {
        fail("the variable {" + variable->field_path + "}: " + field.error().message);
        continue;
      }
      for (auto other = path.variables.begin(); other != variable; ++other) check_pair(*other, *variable, **field);
    }
    variables_ = std::move(path.variables);
  }

  void check_pair(const core::RouteTemplate::Variable& one, const core::RouteTemplate::Variable& two,
                  const pb::FieldDescriptor& field) {
    auto other = find_path_field(*method_.input_type(), one.field_path);
    const auto parent = [](std::string_view path) { return path.substr(0, path.rfind('.') + 1); };
    if (other && field.real_containing_oneof() != nullptr &&
        field.real_containing_oneof() == (*other)->real_containing_oneof() &&
        parent(one.field_path) == parent(two.field_path)) {
      fail("the variables {" + one.field_path + "} and {" + two.field_path + "} are members of the oneof '" +
           field.real_containing_oneof()->name() + "', of which only one can be set");
    }
  }

  void check_body() {
    if (route_.body.empty()) return;
    if (route_.http_method == "GET" || route_.http_method == "HEAD") {
      fail("a " + route_.http_method + " request has no body; leave `body` out, or use POST");
      return;
    }
    if (route_.body == "*") return;
    if (auto field = find_top_level_field(*method_.input_type(), route_.body); !field) {
      fail("body: " + field.error().message);
      return;
    }
    const bool bound = std::any_of(variables_.begin(), variables_.end(),
                                   [&](const auto& variable) { return variable.field_path == route_.body; });
    if (bound) fail("the field '" + route_.body + "' is bound by the path and by `body`; choose one");
  }

  void fail(const std::string& reason) {
    errors_.push_back("method " + method_.service()->full_name() + "/" + method_.name() + ": route " +
                      route_.http_method + " " + route_.path + ": " + reason);
  }

  const pb::MethodDescriptor& method_;
  const core::RouteOffer& route_;
  std::vector<std::string>& errors_;
  Variables variables_;
};

}  // namespace

std::vector<core::RouteOffer> read_routes(const pb::MethodDescriptor& method, std::vector<std::string>& errors) {
  std::vector<core::RouteOffer> routes;
  if (!method.options().HasExtension(google::api::http)) return routes;
  const auto fail = [&](const std::string& reason) {
    errors.push_back("method " + method.service()->full_name() + "/" + method.name() + ": " + reason);
  };
  const auto add = [&](const HttpRule& rule) {
    if (rule.pattern_case() == HttpRule::PATTERN_NOT_SET) {
      fail("an HTTP rule has no pattern; give it get, put, post, delete, patch or custom");
      return;
    }
    routes.push_back(to_route(rule));
    RouteChecker(method, routes.back(), errors).check();
  };

  const HttpRule& first = method.options().GetExtension(google::api::http);
  add(first);
  for (const HttpRule& binding : first.additional_bindings()) {
    if (!binding.additional_bindings().empty())
      fail("additional_bindings within additional_bindings; write them in one list");
    add(binding);
  }
  return routes;
}

}  // namespace duet::describe
