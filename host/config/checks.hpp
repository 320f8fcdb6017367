// How the keys of a configuration have to go together.
#pragma once

#include "config/config.hpp"
#include "config/problems.hpp"
#include "config/toml_tree.hpp"

namespace duet::config {

// Reports what each key for itself may be and all together may not. `root` is the document that `config` was read from.
void check(const Table& root, const Config& config, Problems& problems);

}  // namespace duet::config
