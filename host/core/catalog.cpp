#include "core/catalog.hpp"

#include <duet/abi/description.h>

#include <google/protobuf/descriptor.h>

#include <algorithm>

namespace duet::core {

/// Collects offers into a catalog, and what is wrong with them.
class CatalogBuilder {
 public:
  explicit CatalogBuilder(std::vector<std::string>& errors) : catalog_(new Catalog), errors_(errors) {}

  void add(const Offer& offer) {
    std::string error;
    if (!catalog_->schema_.add(offer.plugin, offer.files, error)) errors_.push_back(std::move(error));
    check_prefix(offer);
    for (const MethodOffer& method : offer.methods) add_method(offer, method);
  }

  std::shared_ptr<const Catalog> finish() { return errors_.empty() ? std::move(catalog_) : nullptr; }

 private:
  void add_method(const Offer& offer, const MethodOffer& wanted) {
    if (!claim_service(offer, wanted.service)) return;

    auto method = std::make_unique<Method>();
    method->full_name = wanted.service + "/" + wanted.name;
    method->service = wanted.service;
    method->name = wanted.name;
    method->plugin = offer.plugin;
    method->summary = wanted.summary;
    method->backend = offer.backend;
    method->index = wanted.index;
    method->kind = wanted.kind;
    method->encodings = wanted.encodings;
    method->spoken = wanted.spoken;
    method->flags = wanted.flags;
    method->state_bytes = wanted.state_bytes;
    method->max_body_bytes = wanted.max_body_bytes;
    method->cache_control = wanted.cache_control;
    method->timeout_ns = wanted.timeout_ns;
    method->max_timeout_ns = wanted.max_timeout_ns;
    method->execution = wanted.execution;
    method->on_rest = offer.on_rest;
    // Bodies of any media type are no messages: gRPC has no form for them.
    method->on_grpc = offer.on_grpc && (wanted.flags & (DUET_RAW_REQUEST | DUET_RAW_REPLY)) == 0;

    if (!catalog_->rpcs_.emplace(method->full_name, method.get()).second) {
      errors_.push_back(at(offer, wanted) + ": the plugin offers the method twice");
      return;
    }
    if (offer.on_rest) {
      for (const RouteOffer& route : wanted.routes) add_route(offer, wanted, route, *method);
    }
    catalog_->methods_.push_back(std::move(method));
  }

  bool claim_service(const Offer& offer, const std::string& name) {
    for (const Service& service : catalog_->services_) {
      if (service.name != name) continue;
      if (service.plugin == offer.plugin) return true;
      // Named once for each pair, not once for each method.
      std::string error = "plugin '" + offer.plugin + "': service " + name + " is already offered by plugin '" +
                          service.plugin + "'; disable one of them";
      if (errors_.empty() || errors_.back() != error) errors_.push_back(std::move(error));
      return false;
    }
    catalog_->services_.push_back({name, offer.plugin, offer.on_grpc});
    return true;
  }

  // With anything but literals in it, all of the plugin's routes would bind fields that its methods do not have.
  void check_prefix(const Offer& offer) {
    if (offer.prefix.empty()) return;
    RouteTemplate prefix;
    TemplateError problem;
    const bool is_template = parse_template(offer.prefix, prefix, problem);
    const bool is_literal = is_template && !prefix.segments.empty() && prefix.verb.empty() &&
                            std::all_of(prefix.segments.begin(), prefix.segments.end(), [](const auto& segment) {
                              return segment.kind == RouteTemplate::Kind::kLiteral;
                            });
    if (is_literal) return;
    errors_.push_back("plugin '" + offer.plugin + "': the prefix '" + offer.prefix + "' " +
                      (is_template ? "is more than literal segments" : "is no path: " + problem.message) +
                      "; write one such as '/shop'");
  }

  void add_route(const Offer& offer, const MethodOffer& wanted, const RouteOffer& route, const Method& method) {
    auto mounted = std::make_unique<Route>();
    const std::string start = (route.location.empty() ? "" : route.location + ": ") + at(offer, wanted) + ": route " +
                              route.http_method + " ";
    TemplateError problem;
    if (!parse_template(offer.prefix + route.path, mounted->path, problem)) {
      errors_.push_back(start + offer.prefix + route.path + " cannot be mounted: at byte " +
                        std::to_string(problem.position) + ": " + problem.message);
      return;
    }
    mounted->http_method = route.http_method;
    mounted->body = route.body;
    mounted->response_body = route.response_body;
    mounted->location = route.location;
    mounted->bytes_request = route.bytes_request;
    mounted->bytes_reply = route.bytes_reply;
    mounted->method = &method;
    if (const Route* other = catalog_->matcher_.add(*mounted)) {
      const bool own = other->method->plugin == offer.plugin;
      errors_.push_back(start + mounted->path.text + " is already taken by plugin '" + other->method->plugin +
                        "', method " + other->method->full_name + " (" + other->path.text +
                        (other->location.empty() ? "" : ", " + other->location) + "); " +
                        (own ? "take one of them out" : "set a 'prefix' for one of the plugins"));
      return;
    }
    catalog_->routes_.push_back(std::move(mounted));
  }

  static std::string at(const Offer& offer, const MethodOffer& method) {
    return "plugin '" + offer.plugin + "': method " + method.service + "/" + method.name;
  }

  std::shared_ptr<Catalog> catalog_;
  std::vector<std::string>& errors_;
};

std::shared_ptr<const Catalog> Catalog::build(const std::vector<Offer>& offers, std::vector<std::string>& errors) {
  CatalogBuilder builder(errors);
  for (const Offer& offer : offers) builder.add(offer);
  return builder.finish();
}

const Method* Catalog::find_rpc(std::string_view full_name) const {
  const auto found = rpcs_.find(full_name);
  return found != rpcs_.end() ? found->second : nullptr;
}

}  // namespace duet::core
