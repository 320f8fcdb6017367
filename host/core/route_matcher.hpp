// Finds the route for an HTTP method and path.
#pragma once

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
  std::size_t steps = 0;  // places of the tree that the search has come to: what the match has cost
};

/// A tree over path segments. The rules, of google/api/http.proto and where it leaves a choice our own:
///
/// - From left to right a literal wins over "*" wins over "**", whatever the order of registration, with backtracking
///   where what follows does not fit.
/// - A path is split at its slashes, then at the last colon of its last segment, then decoded: "%2F" and "%3A" divide
///   nothing. Literals are compared decoded, and in their case.
/// - "*" takes one segment that is not empty, "**" any number of any. "/x/" has an empty segment more than "/x".
/// - A verb is split off where a template with that verb takes the rest of the path, which wins over all without one;
///   else the colon belongs to the segment.
/// - A route that names the HTTP method wins over one for any method ("*"). HEAD is served by GET's where no other is.
///   A route that does not take the method is as good as absent.
///
/// The cost of a match depends on the length of the path and the templates that begin like it, not on the number of
/// routes. Filled once, then read by many threads at the same time.
class RouteMatcher {
 public:
  RouteMatcher();
  ~RouteMatcher();
  RouteMatcher(RouteMatcher&&) noexcept;
  RouteMatcher& operator=(RouteMatcher&&) noexcept;

  /// Adds a route, which must outlive the matcher. If one of the same HTTP method is there already that takes the same
  /// paths, that one is returned and nothing is added; else nullptr.
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
