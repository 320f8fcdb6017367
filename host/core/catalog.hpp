// What is mounted: an immutable table of methods, routes and contracts.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/method.hpp"
#include "core/offer.hpp"
#include "core/route_matcher.hpp"
#include "core/schema.hpp"

namespace duet::core {

/// One mounted service.
struct Service {
  std::string name;    // "items.v1.Items"
  std::string plugin;  // the name that the configuration gives it
  bool on_grpc = true;
};

/// An immutable table of everything that is mounted at one time. Read by all threads; every call pins the one it began
/// with.
class Catalog {
 public:
  /// Builds a catalog of what plugins offer. Every contradiction (two plugins that claim a route or a service, a
  /// template that is none, a contract that does not hold together) is one line in `errors`; with any, the result is
  /// null.
  static std::shared_ptr<const Catalog> build(const std::vector<Offer>& offers, std::vector<std::string>& errors);

  /// The method of an RPC path without its leading slash ("items.v1.Items/GetItem"), or null. By which doors it is
  /// served the method says.
  const Method* find_rpc(std::string_view full_name) const;

  const RouteMatcher& routes() const { return matcher_; }

  /// In the order of the configuration and of the plugins' descriptions.
  const std::vector<std::unique_ptr<Method>>& methods() const { return methods_; }
  const std::vector<std::unique_ptr<Route>>& route_list() const { return routes_; }
  const std::vector<Service>& services() const { return services_; }
  const Schema& schema() const { return schema_; }

 private:
  friend class CatalogBuilder;
  Catalog() = default;

  std::vector<std::unique_ptr<Method>> methods_;
  std::vector<std::unique_ptr<Route>> routes_;
  std::vector<Service> services_;
  std::unordered_map<std::string_view, const Method*> rpcs_;
  RouteMatcher matcher_;
  Schema schema_;
};

}  // namespace duet::core
