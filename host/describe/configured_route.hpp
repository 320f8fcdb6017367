// Routes that the configuration gives to methods of a plugin, besides those of its contract or in their place.
#pragma once

#include <string>
#include <vector>

#include "core/offer.hpp"

namespace duet::describe {

/// One of them.
struct ConfiguredRoute {
  std::string method;      // "items.v1.Items/GetItem", or "GetItem" where only one method of the plugin has the name
  core::RouteOffer route;  // its `location` is where the configuration has it
  bool replace = false;    // the routes of the method's contract are taken away
};

/// Adds `routes` to the methods that they name, in order, and takes away those that are replaced. One line in `errors`,
/// with the route's place and the plugin before it, for each that names no method, or more than one.
void add_configured_routes(const std::vector<ConfiguredRoute>& routes, core::Offer& offer,
                           std::vector<std::string>& errors);

}  // namespace duet::describe
