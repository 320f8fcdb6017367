#include "plugins/table.hpp"

#include <array>
#include <cstdio>
#include <string>
#include <utility>

namespace duet::plugins {
namespace {

// What the table of ABI 1.0 ended with. Later minors only add to it.
constexpr std::size_t kSmallestTable = offsetof(duet_plugin, extension) + sizeof(duet_plugin::extension);

std::string abi(unsigned minor) { return std::to_string(DUET_ABI_MAJOR) + "." + std::to_string(minor); }

std::string hex(std::uint32_t value) {
  std::array<char, 11> text{};
  std::snprintf(text.data(), text.size(), "0x%08x", value);
  return text.data();
}

}  // namespace

base::Result<void> check_table(const duet_plugin* table, std::string_view origin) {
  const auto refuse = [&](const std::string& cause) { return base::Error{std::string(origin) + ": " + cause}; };
  if (table == nullptr) return refuse("the entry function returned no plugin table");
  if (table->magic != DUET_ABI_MAGIC) {
    return refuse("the plugin table begins with " + hex(table->magic) + " instead of " + hex(DUET_ABI_MAGIC) +
                  ", so it is no table of plugin ABI 1; build the plugin with the Duet SDK");
  }
  if (table->size < kSmallestTable) {
    return refuse("the plugin table has " + std::to_string(table->size) + " bytes and ABI 1.0 needs at least " +
                  std::to_string(kSmallestTable) + "; build the plugin again with the Duet SDK");
  }
  if (table->minor_needed > DUET_ABI_MINOR) {
    return refuse("the plugin needs plugin ABI " + abi(table->minor_needed) + " and this host offers " +
                  abi(DUET_ABI_MINOR) + "; use a newer host, or build the plugin with an older SDK");
  }
  const std::pair<bool, const char*> required[] = {
      {table->describe != nullptr, "describe"}, {table->create != nullptr, "create"},
      {table->start != nullptr, "start"},       {table->stop != nullptr, "stop"},
      {table->destroy != nullptr, "destroy"},   {table->invoke != nullptr, "invoke"}};
  for (const auto& [present, name] : required) {
    if (!present) {
      return refuse("the plugin table leaves out " + std::string(name) + "(), which every plugin must have");
    }
  }
  return {};
}

}  // namespace duet::plugins
