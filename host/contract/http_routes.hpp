// What REST clients see of a contract: the routes of google.api.http, in a form that can be compared.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "contract/side.hpp"

namespace duet::contract {

/// Which field takes which part. Fields go by their numbers, so that another name alone makes no difference.
struct HttpRoute {
  const pb::MethodDescriptor* method = nullptr;
  std::string text;           // "GET /v1/items/{id}"
  std::string variables;      // the segments and the field of each
  std::string body;           // "", "*" or a field
  std::string response_body;  // "" or a field
};

/// HTTP method ("*" for any) and what the template matches, whatever its variables are called.
using RouteKey = std::pair<std::string, std::string>;
using HttpRoutes = std::map<RouteKey, HttpRoute>;

/// Every route of every service, additional bindings included. Where two claim one key (a host mounts no such plugin),
/// the first counts. A template that cannot be parsed is its own key.
HttpRoutes routes_of(const Side& side);

}  // namespace duet::contract
