// What RouteMatcher promises, in the plainest form: every route is tried, and the best of those that match wins.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/method.hpp"

namespace fuzz {

class ReferenceMatcher {
 public:
  struct Match {
    const duet::core::Route* route = nullptr;
    std::vector<std::pair<std::string, std::string>> captures;
  };

  /// False if one of the same shape, verb and HTTP method is there. `route` outlives the matcher.
  bool add(const duet::core::Route& route);
  std::optional<Match> match(std::string_view http_method, std::string_view path) const;
  std::vector<std::string> allowed(std::string_view path) const;

 private:
  std::vector<const duet::core::Route*> routes_;
};

}  // namespace fuzz
