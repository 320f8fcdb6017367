// From the tree of a TOML document to a Config, by the rows of keys.hpp.
#pragma once

#include <filesystem>

#include "config/config.hpp"
#include "config/problems.hpp"
#include "config/toml_tree.hpp"

namespace duet::config {

// Reads every key and table, goes on after each problem, and reports what is unknown or not as expected. Relative paths
// count from `folder`. Lists of tables in the result have an entry for each in the document. How keys go together is
// the business of check().
Config read_config(const Table& root, const std::filesystem::path& folder, Problems& problems);

}  // namespace duet::config
