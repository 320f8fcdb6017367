// [[plugin.route]]: the routes that the admin gives to a plugin's methods.
#pragma once

#include <vector>

#include "config/config.hpp"
#include "describe/configured_route.hpp"

namespace duet::app {

/// The plugin's configured routes, as they are mounted. What is wrong with them is found when they are. Any thread.
std::vector<describe::ConfiguredRoute> configured_routes(const config::Plugin& plugin);

}  // namespace duet::app
