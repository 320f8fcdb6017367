#include "app/route_settings.hpp"

#include <array>
#include <utility>

namespace duet::app {

std::vector<describe::ConfiguredRoute> configured_routes(const config::Plugin& plugin) {
  std::vector<describe::ConfiguredRoute> routes;
  for (const config::PluginRoute& wanted : plugin.route) {
    describe::ConfiguredRoute made;
    made.method = wanted.method;
    made.replace = wanted.replace;
    made.route.http_method = wanted.http_method;
    made.route.path = wanted.path;
    made.route.body = wanted.body;
    made.route.response_body = wanted.response_body;
    made.route.location = wanted.location;
    const std::array<std::pair<const char*, const std::string*>, 5> patterns{{{"GET", &wanted.get},
                                                                              {"PUT", &wanted.put},
                                                                              {"POST", &wanted.post},
                                                                              {"DELETE", &wanted.delete_},
                                                                              {"PATCH", &wanted.patch}}};
    for (const auto& [http_method, path] : patterns) {
      if (path->empty()) continue;
      made.route.http_method = http_method;
      made.route.path = *path;
    }
    routes.push_back(std::move(made));
  }
  return routes;
}

}  // namespace duet::app
