// Fuzzes templates and the route matcher beside a plain reference. An input is lines: "+GET /items/{id}" mounts a
// route, "GET /items/1" looks one up.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "check.hpp"
#include "core/route_matcher.hpp"
#include "core/route_template.hpp"
#include "reference_matcher.hpp"

using namespace duet::core;

namespace {

constexpr std::size_t kMostRoutes = 40;

class Pair {
 public:
  void line(std::string_view text) {
    const bool mounts = text.starts_with('+');
    if (mounts) text.remove_prefix(1);
    const std::size_t space = std::min(text.find(' '), text.size());
    const std::string_view method = text.substr(0, space);
    const std::string_view path = text.substr(std::min(space + 1, text.size()));
    mounts ? mount(method, path) : look_up(method, path);
  }

 private:
  void mount(std::string_view method, std::string_view path) {
    if (routes_.size() == kMostRoutes) return;
    Route route;
    TemplateError error;
    if (!parse_template(path, route.path, error)) {
      fuzz::check(error.position <= path.size() && !error.message.empty(), "an error without place or text", path);
      return;
    }
    fuzz::check(route.path.text == path, "the template's text is not what was parsed", path);
    route.http_method = method;
    routes_.push_back(route);
    const bool added = reference_.add(routes_.back());
    fuzz::check((matcher_.add(routes_.back()) == nullptr) == added, "the two differ in what is mounted twice", path);
  }

  void look_up(std::string_view method, std::string_view path) const {
    RouteMatch match;
    const bool is = matcher_.match(method, path, match);
    const auto expected = reference_.match(method, path);
    const std::string about = std::string(method) + " " + std::string(path) + " -> " +
                              (is ? match.route->path.text : "nothing") + ", expected " +
                              (expected ? expected->route->path.text : "nothing");
    fuzz::check(is == expected.has_value(), "one finds a route and the other does not", about);
    if (is) {
      fuzz::check(match.route == expected->route, "another route", about);
      fuzz::check(match.captures.size() == expected->captures.size(), "another number of captures", about);
      for (std::size_t i = 0; i < match.captures.size(); ++i) {
        fuzz::check(match.captures[i].variable->field_path == expected->captures[i].first &&
                        match.captures[i].raw == expected->captures[i].second,
                    "another capture", about);
      }
    }
    const std::vector<std::string_view> allowed = matcher_.allowed(path);
    fuzz::check(std::vector<std::string>(allowed.begin(), allowed.end()) == reference_.allowed(path),
                "other methods are allowed", about);
  }

  std::deque<Route> routes_;
  RouteMatcher matcher_;
  fuzz::ReferenceMatcher reference_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  Pair pair;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    pair.line(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return 0;
}
