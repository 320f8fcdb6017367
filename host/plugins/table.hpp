// Checks a plugin's table, whether it comes from a library or is compiled in.
#pragma once

#include <duet/abi/plugin.h>

#include <string_view>

#include "base/result.hpp"

namespace duet::plugins {

/// Refuses a table that this host cannot work with: NULL, not a table at all, shorter than that of ABI 1.0, made for a
/// newer minor (both versions are named), or with a required function left out. `origin` names the plugin in the error.
base::Result<void> check_table(const duet_plugin* table, std::string_view origin);

}  // namespace duet::plugins
