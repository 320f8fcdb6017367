#include "describe/http_rule.hpp"

#include <google/protobuf/descriptor.h>

#include "google/api/annotations.pb.h"

namespace duet::describe {
namespace {

namespace pb = google::protobuf;
using google::api::HttpRule;

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

}  // namespace

std::vector<core::RouteOffer> read_routes(const pb::MethodDescriptor& method, const std::string& start,
                                          std::vector<std::string>& errors) {
  std::vector<core::RouteOffer> routes;
  if (!method.options().HasExtension(google::api::http)) return routes;
  const auto add = [&](const HttpRule& rule) {
    if (rule.pattern_case() == HttpRule::PATTERN_NOT_SET) {
      errors.push_back(start + "an HTTP rule has no pattern; give it get, put, post, delete, patch or custom");
    } else {
      routes.push_back(to_route(rule));
    }
  };
  const HttpRule& first = method.options().GetExtension(google::api::http);
  add(first);
  for (const HttpRule& binding : first.additional_bindings()) {
    if (!binding.additional_bindings().empty()) {
      errors.push_back(start + "additional_bindings within additional_bindings; write them in one list");
    }
    add(binding);
  }
  return routes;
}

}  // namespace duet::describe
