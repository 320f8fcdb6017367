// Rules of our own: buf knows nothing of google.api.http.
#include <google/protobuf/descriptor.pb.h>

#include <array>

#include "contract/http_routes.hpp"
#include "contract/rule.hpp"
#include "google/api/annotations.pb.h"

namespace duet::contract {
namespace {

std::string rpc_name(const pb::MethodDescriptor& method) {
  return quoted(method.service()->name() + "/" + method.name());
}

Place option_place(const pb::MethodDescriptor& method) {
  return place_of(method).part({pb::MethodDescriptorProto::kOptionsFieldNumber, google::api::kHttpFieldNumber});
}

/// At what is left of the method: itself, its service, its file.
void report_at(const pb::MethodDescriptor& old, const Side& now, std::string message, Report& report) {
  const auto service = now.all.services.find(old.service()->full_name());
  const auto file = now.files.find(old.file()->name());
  if (service != now.all.services.end()) {
    const pb::MethodDescriptor* method = service->second->FindMethodByName(old.name());
    if (method == nullptr) return report.add(place_of(*service->second), std::move(message));
    report.add({option_place(*method), place_of(*method)}, std::move(message));
  } else if (file != now.files.end()) {
    report.add(place_of(*file->second), std::move(message));
  } else {
    report.add_without_place(std::move(message));
  }
}

/// The route that takes the old one's requests now, or null.
const HttpRoute* find(const RouteKey& key, const HttpRoutes& now) {
  auto found = now.find(key);
  if (found == now.end()) found = now.find({"*", key.second});
  return found == now.end() ? nullptr : &found->second;
}

bool same_messages(const pb::MethodDescriptor& before, const pb::MethodDescriptor& now) {
  return before.input_type()->full_name() == now.input_type()->full_name() &&
         before.output_type()->full_name() == now.output_type()->full_name();
}

bool same_method(const pb::MethodDescriptor& before, const pb::MethodDescriptor& now) {
  return before.full_name() == now.full_name();
}

/// A route may go to another method if that takes and gives the same messages.
void route_no_delete(const Side& before, const Side& now, Report& report) {
  const HttpRoutes routes = routes_of(now);
  for (const auto& [key, old] : routes_of(before)) {
    const HttpRoute* route = find(key, routes);
    if (route == nullptr) {
      report_at(*old.method, now, "the route " + old.text + " of " + rpc_name(*old.method) + " is gone", report);
    } else if (!same_method(*old.method, *route->method) && !same_messages(*old.method, *route->method)) {
      report.add({option_place(*route->method), place_of(*route->method)},
                 "the route " + old.text + " led to " + rpc_name(*old.method) + " and leads to " +
                     rpc_name(*route->method) + ", which has other messages");
    }
  }
}

/// Compares one part of each route that is still there.
template <auto Part>
void same_part(const std::string& what, const Side& before, const Side& now, Report& report) {
  const HttpRoutes routes = routes_of(now);
  for (const auto& [key, old] : routes_of(before)) {
    const HttpRoute* route = find(key, routes);
    if (route == nullptr || route->*Part == old.*Part) continue;
    if (!same_messages(*old.method, *route->method)) continue;  // other rules have said so
    report.add({option_place(*route->method), place_of(*route->method)},
               "the route " + old.text + " of " + rpc_name(*route->method) + " has " + what);
  }
}

void same_variables(const Side& before, const Side& now, Report& report) {
  same_part<&HttpRoute::variables>("variables for other fields or other parts of the path", before, now, report);
}
void same_body(const Side& before, const Side& now, Report& report) {
  same_part<&HttpRoute::body>("another `body`", before, now, report);
}
void same_response_body(const Side& before, const Side& now, Report& report) {
  same_part<&HttpRoute::response_body>("another `response_body`", before, now, report);
}

}  // namespace

std::span<const Rule> http_rules() {
  constexpr unsigned kRest = kFile | kPackage | kWireJson;
  static constexpr std::array kRules{
      Rule{"DUET_HTTP_BODY_SAME", kRest, same_body, "routes of google.api.http keep their body"},
      Rule{"DUET_HTTP_RESPONSE_BODY_SAME", kRest, same_response_body,
           "routes of google.api.http keep their response_body"},
      Rule{"DUET_HTTP_ROUTE_NO_DELETE", kRest, route_no_delete, "no route of google.api.http goes"},
      Rule{"DUET_HTTP_VARIABLES_SAME", kRest, same_variables,
           "variables of google.api.http routes fill the same fields"},
  };
  return kRules;
}

}  // namespace duet::contract
