#include "describe/configured_route.hpp"

#include "describe/method_name.hpp"

namespace duet::describe {

void add_configured_routes(const std::vector<ConfiguredRoute>& routes, core::Offer& offer,
                           std::vector<std::string>& errors) {
  std::vector<core::MethodOffer*> methods;
  for (const ConfiguredRoute& wanted : routes) {
    const std::string& place = wanted.route.location;
    std::string problem;
    methods.push_back(find_method(offer, wanted.method, problem));
    if (methods.back() == nullptr) {
      errors.push_back((place.empty() ? "" : place + ": ") + "plugin '" + offer.plugin + "': " + problem);
    } else if (wanted.replace) {
      methods.back()->routes.clear();
    }
  }
  for (std::size_t i = 0; i < routes.size(); ++i) {
    if (methods[i] != nullptr) methods[i]->routes.push_back(routes[i].route);
  }
}

}  // namespace duet::describe
