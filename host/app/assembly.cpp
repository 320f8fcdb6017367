#include "app/assembly.hpp"

#include <algorithm>
#include <utility>

#include "app/method_settings.hpp"
#include "app/route_settings.hpp"
#include "describe/offer.hpp"
#include "plugins/description.hpp"
#include "plugins/plugin_backend.hpp"
#include "transcode/backend.hpp"

namespace duet::app {
namespace {

/// Puts the plugin's name, and the place of its settings where they are at fault, before a message.
std::string explain(const config::Plugin& plugin, const plugins::InstanceError& error) {
  if (error.settings_field.empty()) return "plugin '" + plugin.name + "': " + error.message;
  const std::string place = config::plugin_setting_location(plugin, error.settings_field);
  return (place.empty() ? "" : place + ": ") + "plugin '" + plugin.name + "': settings." + error.settings_field + ": " +
         error.message;
}

class Assembler {
 public:
  Assembler(const config::Config& config, Depth depth, core::Dispatcher& dispatcher)
      : config_(config), depth_(depth), dispatcher_(dispatcher) {}

  void add(const config::Plugin& plugin, base::Result<plugins::Library> library) {
    if (!library) {
      fail(plugin, library.error().message);
      return;
    }
    const auto description = plugins::describe(*library);
    if (!description) {
      fail(plugin, description.error().message);
      return;
    }
    auto offer = describe::make_offer(**description, mount_of(plugin));
    if (!offer) {
      errors_.insert(errors_.end(), offer.error().begin(), offer.error().end());
      return;
    }
    apply_method_settings(plugin, *offer, errors_);
    Part part{plugin, library->origin(), std::string((*description)->version.data, (*description)->version.size), {}};
    if (depth_ == Depth::kInstance) {
      auto instance = plugins::Instance::create(*library, {plugin.name, plugin.settings}, dispatcher_);
      if (!instance) {
        errors_.push_back(explain(plugin, instance.error()));
        return;
      }
      part.instance = std::move(*instance);
      offer->backend = backend_of(*offer, std::make_shared<plugins::PluginBackend>(part.instance, dispatcher_));
    }
    assembly_.parts.push_back(std::move(part));
    offers_.push_back(std::move(*offer));
  }

  base::Result<Assembly, Errors> finish() {
    assembly_.catalog = core::Catalog::build(offers_, errors_);
    if (!errors_.empty()) return std::move(errors_);
    for (const auto& backend : transcoding_) backend->mount(*assembly_.catalog);
    return std::move(assembly_);
  }

 private:
  // Methods that do not speak all that they are served in have somebody before them who does.
  std::shared_ptr<core::Backend> backend_of(const core::Offer& offer, std::shared_ptr<core::Backend> plugin) {
    const bool is_enough = std::all_of(offer.methods.begin(), offer.methods.end(), [](const core::MethodOffer& method) {
      return method.spoken == method.encodings;
    });
    if (is_enough) return plugin;
    transcoding_.push_back(std::make_shared<transcode::TranscodingBackend>(std::move(plugin), dispatcher_));
    return transcoding_.back();
  }

  describe::Mount mount_of(const config::Plugin& plugin) const {
    describe::Mount mount;
    mount.plugin = plugin.name;
    mount.prefix = plugin.prefix;
    mount.on_rest = plugin.rest;
    mount.on_grpc = plugin.grpc;
    mount.default_execution = to_execution(config_.executor.default_execution);
    if (plugin.execution) mount.execution = to_execution(*plugin.execution);
    mount.routes = configured_routes(plugin);
    return mount;
  }

  void fail(const config::Plugin& plugin, const std::string& message) {
    errors_.push_back("plugin '" + plugin.name + "': " + message);
  }

  const config::Config& config_;
  const Depth depth_;
  core::Dispatcher& dispatcher_;
  Assembly assembly_;
  std::vector<core::Offer> offers_;
  std::vector<std::shared_ptr<transcode::TranscodingBackend>> transcoding_;
  Errors errors_;
};

}  // namespace

base::Result<Assembly, Errors> assemble(const config::Config& config, const std::vector<BuiltIn>& built_in, Depth depth,
                                        core::Dispatcher& dispatcher) {
  Assembler assembler(config, depth, dispatcher);
  for (const config::Plugin& plugin : config.plugin) {
    if (plugin.enabled) assembler.add(plugin, plugins::Library::open(config::plugin_file(config, plugin)));
  }
  for (const BuiltIn& each : built_in) {
    assembler.add(each.plugin, plugins::Library::built_in(each.plugin.name, each.table));
  }
  return assembler.finish();
}

}  // namespace duet::app
