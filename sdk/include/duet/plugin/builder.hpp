// A plugin while it describes itself: its identity and its services.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "../service.hpp"

namespace duet {

//   static void describe(duet::Plugin<Items>& plugin) {
//     plugin.id("com.example.items").version("1.0.0");
//     auto& service = plugin.service("items.v1.Items").doc("A catalogue of items.");
//     service.unary("GetItem", &Items::get).get("/items/{id}").doc("Reads one item.");
//   }
template <class Class>
class Plugin {
 public:
  // A reverse domain name: "com.example.items".
  Plugin& id(std::string_view id) {
    id_ = id;
    return *this;
  }
  // Of the plugin, as in semver.org: "1.4.2".
  Plugin& version(std::string_view version) {
    version_ = version;
    return *this;
  }
  // A service by its full name: "items.v1.Items". The reference stays valid while describe() runs.
  Service<Class>& service(std::string_view full_name) {
    services_.push_back(std::make_unique<Service<Class>>(full_name));
    return *services_.back();
  }
  // A service that a .proto defines, which is its contract then: routes and documentation stand there. Called by what
  // protoc-gen-duet makes.
  Service<Class>& service(std::string_view full_name, const ProtoFile& file) {
    services_.push_back(std::make_unique<Service<Class>>(full_name, &file));
    return *services_.back();
  }

  // Lets duet::Any hold a message under its full name, "items.v1.Sold". Those of methods that have an Any in their
  // request or answer are known by themselves.
  template <Model T>
  Plugin& any(std::string_view full_name) {
    register_any<T>(full_name);
    return *this;
  }
  // The same for messages from a .proto, which have their names from there. What protoc-gen-duet makes calls it for all
  // messages of a .proto in which there is an Any.
  template <Model... T>
  Plugin& any() {
    static_assert((!detail::rule_or(detail::kModelData<T>.options, detail::Origin{}).full_name.empty() && ...),
                  "any<T>() is for messages from a .proto; give any other its full name: any<T>(\"items.v1.Sold\")");
    (register_any<T>(detail::full_name_of<T>({})), ...);
    return *this;
  }

  const std::string& id() const { return id_; }
  const std::string& version() const { return version_; }
  const std::vector<std::unique_ptr<Service<Class>>>& services() const { return services_; }

 private:
  std::string id_;
  std::string version_;
  std::vector<std::unique_ptr<Service<Class>>> services_;
};

}  // namespace duet
