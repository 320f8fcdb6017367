// From what a plugin says of itself to what the catalog mounts.
#pragma once

#include <duet/abi/description.h>

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "core/offer.hpp"
#include "describe/configured_route.hpp"

namespace duet::describe {

/// What the configuration says about a plugin.
struct Mount {
  std::string plugin;       // its name there
  std::string prefix = {};  // put before every route: "" or "/shop"
  bool on_rest = true;
  bool on_grpc = true;
  /// Where a method runs whose author did not say.
  core::Execution default_execution = core::Execution::kPool;
  /// Where every method of the plugin runs, whatever its author said: an admin who writes it knows the machine.
  std::optional<core::Execution> execution = std::nullopt;
  /// Checked as the contract's own are.
  std::vector<ConfiguredRoute> routes = {};
};

/// One line for each fault, with the plugin's name and, for what the configuration says, its place there.
using Errors = std::vector<std::string>;

/// Makes the offer of a plugin, all but its backend. Joins the method table with the descriptor set: every method of
/// the one must be in the other, with the same kind; routes come from google.api.http and the configuration, summaries
/// from the comments. Every fault is told, those of routes that contradict each other included.
/// Where a method runs: Mount::execution, else the method's flags (DUET_MAY_BLOCK on the pool, DUET_INLINE inline),
/// else Mount::default_execution. Pure; any thread.
///
/// @pre the description has passed plugins::describe().
base::Result<core::Offer, Errors> make_offer(const duet_description& description, const Mount& mount);

}  // namespace duet::describe
