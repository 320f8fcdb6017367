// Plugins on their way from the configuration into a catalog.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "config/config.hpp"
#include "core/catalog.hpp"
#include "core/dispatcher.hpp"
#include "plugins/instance.hpp"
#include "plugins/library.hpp"

namespace duet::app {

/// One line for each thing that is wrong.
using Errors = std::vector<std::string>;

/// A plugin that is compiled into the program, and how it is mounted. `plugin.file` is not used.
struct BuiltIn {
  config::Plugin plugin;
  const duet_plugin* table = nullptr;
};

/// How far to go.
enum class Depth {
  kContract,  // load and describe: enough to know every route and contract
  kInstance,  // create instances too, which checks their settings
};

/// One plugin of an assembly.
struct Part {
  config::Plugin plugin;
  std::string origin;  // its file, for people
  std::string version;
  std::shared_ptr<plugins::Instance> instance;  // null at Depth::kContract
};

/// What a configuration comes to: all of it holds together, none of it is started.
struct Assembly {
  std::vector<Part> parts;
  std::shared_ptr<const core::Catalog> catalog;
};

/// Loads every enabled plugin and builds the catalog of what they offer, or tells everything that is wrong with them.
/// `dispatcher` outlives the assembly.
base::Result<Assembly, Errors> assemble(const config::Config& config, const std::vector<BuiltIn>& built_in, Depth depth,
                                        core::Dispatcher& dispatcher);

}  // namespace duet::app
