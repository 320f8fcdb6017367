// Settings: what the admin writes in the [plugin.settings] table of config.toml, as a model with rules and defaults.
//
//   struct ItemsSettings { std::int32_t page_size_max = 100; };
//   DUET_MODEL(ItemsSettings, DUET_FIELD(1, page_size_max, duet::range(1, 1000)));
//
//   class Items {
//    public:
//     using Settings = ItemsSettings;
//     Items(duet::PluginContext context, const Settings& settings);
//
// The members' own initial values are the defaults. A key that is not in the model, a value that does not fit and a
// value that breaks a rule keep the plugin from being created; the error names the field.
#pragma once

#include <string>
#include <string_view>

#include "codec/json.hpp"
#include "model.hpp"
#include "validate.hpp"

namespace duet::detail {

// What a plugin without settings gets: nothing may be set.
struct NoSettings {};
DUET_MODEL(NoSettings);

template <class Plugin>
struct SettingsOf {
  using Type = NoSettings;
};
template <class Plugin>
requires requires { typename Plugin::Settings; }
struct SettingsOf<Plugin> {
  using Type = typename Plugin::Settings;
  static_assert(Model<Type>, "the Settings of a plugin must be described with DUET_MODEL");
};

// Everything that is wrong with the settings; empty if they could be read into `settings`. `json` is a JSON object, or
// empty for none.
template <Model Settings>
Violations read_settings(std::string_view json, Settings& settings) {
  Violations violations;
  DecodeIssues issues;
  if (!json.empty() && !decode_json(json, settings, JsonOptions{}, issues)) {
    if (!issues.malformed.empty()) return {{"", "the settings are not JSON: " + issues.malformed, "json_invalid"}};
    violations = std::move(issues.violations);
  }
  if (violations.empty()) validate(settings, violations);
  return violations;
}

}  // namespace duet::detail
