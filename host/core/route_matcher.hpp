// Finds the route for an HTTP method and path.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/method.hpp"

namespace duet::core {

/// The text that a variable matched: a piece of the request's path, still percent-encoded.
struct Capture {
  const RouteTemplate::Variable* variable = nullptr;
  std::string_view raw;
};

struct RouteMatch {
  const Route* route = nullptr;
  std::vector<Capture> captures;
};

/// A tree over path segments. A literal wins over "*" wins over "**", whatever the order of registration, with
/// backtracking; the cost of a match depends on the length of the path, not on the number of routes.
/// Filled once, then read by many threads at the same time.
class RouteMatcher {
 public:
  RouteMatcher();
  ~RouteMatcher();
  RouteMatcher(RouteMatcher&&) noexcept;
  RouteMatcher& operator=(RouteMatcher&&) noexcept;

  /// Adds a route, which must outlive the matcher. If one of the same HTTP method and shape is there already, that one
  /// is returned and nothing is added; else nullptr.
  const Route* add(const Route& route);

  /// Matches `path` (from "/", without the query, not decoded). False if no route takes it.
  bool match(std::string_view http_method, std::string_view path, RouteMatch& out) const;

  /// The HTTP methods that routes for `path` take, in alphabetical order: what a 405 says in Allow. HEAD goes with GET.
  std::vector<std::string_view> allowed(std::string_view path) const;

 private:
  struct Node;
  std::unique_ptr<Node> root_;
};

}  // namespace duet::core
