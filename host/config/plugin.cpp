#include "config/config.hpp"

namespace duet::config {

std::filesystem::path plugin_file(const Config& config, const Plugin& plugin) {
  return config.plugins.directory / (plugin.file.empty() ? std::filesystem::path(plugin.name + ".so") : plugin.file);
}

std::string plugin_setting_location(const Plugin& plugin, std::string_view field) {
  const SettingLocations& locations = plugin.locations;
  if (locations.file.empty()) return {};
  std::string path = plain_spelling(field);
  constexpr std::string_view kPrefix = "settings.";
  const bool a_setting_of_that_name = locations.places.contains("settings");
  if (path.starts_with(kPrefix) && !a_setting_of_that_name) path.erase(0, kPrefix.size());
  auto place = locations.places.find(path);
  while (place == locations.places.end() && !path.empty()) {
    const std::size_t dot = path.rfind('.');
    path.erase(dot == std::string::npos ? 0 : dot);
    place = locations.places.find(path);
  }
  return show_location(locations.file, place == locations.places.end() ? Position{} : place->second);
}

}  // namespace duet::config
