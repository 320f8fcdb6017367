// Reads config.toml. Strict: what it does not know it refuses, and names what was probably meant.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "config/config.hpp"

namespace duet::config {

// One line each, in the order of the file, with place and mend:
//   config.toml:14:1: unknown key 'plugin.isolaton'; did you mean 'isolation'?
using Errors = std::vector<std::string>;

// The configuration, or everything that is wrong with it. Errors name the file as `file` does. Relative paths count
// from the folder of the file. Checks the file alone: neither plugins nor ports are looked at.
base::Result<Config, Errors> load(const std::filesystem::path& file);

// The same for text that is at hand already.
base::Result<Config, Errors> parse(std::string_view text, const std::filesystem::path& file);

}  // namespace duet::config
