// One instance of a plugin: its settings, its context and the object that the team wrote.
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

#include "../context.hpp"
#include "../settings.hpp"
#include "../status.hpp"

namespace duet::detail {

template <class Plugin>
using PluginSettings = typename SettingsOf<Plugin>::Type;

template <class Plugin>
inline constexpr bool kHasSettings = !std::same_as<PluginSettings<Plugin>, NoSettings>;

// The settings outlive the plugin, so that it may keep a reference to them.
template <class Plugin>
struct Instance {
  Instance(const duet_host* table, PluginSettings<Plugin> values) requires kHasSettings<Plugin>
      : host(table), settings(std::move(values)), plugin(PluginContext(table), settings) {
    static_assert(std::constructible_from<Plugin, PluginContext, const PluginSettings<Plugin>&>,
                  "a plugin with Settings has a constructor Plugin(duet::PluginContext, const Settings&)");
  }
  Instance(const duet_host* table, PluginSettings<Plugin> values) requires(!kHasSettings<Plugin>)
      : host(table), settings(std::move(values)), plugin(PluginContext(table)) {
    static_assert(std::constructible_from<Plugin, PluginContext>,
                  "a plugin without Settings has a constructor Plugin(duet::PluginContext)");
  }

  const duet_host* const host;
  const PluginSettings<Plugin> settings;
  Plugin plugin;
};

template <class Plugin>
Status start_plugin(Plugin& plugin) {
  if constexpr (requires { plugin.start(); }) {
    static_assert(std::same_as<decltype(plugin.start()), Status>, "start() of a plugin returns duet::Status");
    return plugin.start();
  } else {
    return {};
  }
}

template <class Plugin>
void stop_plugin(Plugin& plugin) {
  if constexpr (requires { plugin.stop(); }) {
    static_assert(std::is_void_v<decltype(plugin.stop())>, "stop() of a plugin returns nothing");
    plugin.stop();
  }
}

}  // namespace duet::detail
