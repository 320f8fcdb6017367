// [[plugin.method]]: what the admin decides over what a method's author chose.
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "core/offer.hpp"

namespace duet::app {

/// Puts the settings of the plugin's methods into its offer. One line in `errors` for each that names no method, or
/// more than one. Any thread.
void apply_method_settings(const config::Plugin& plugin, core::Offer& offer, std::vector<std::string>& errors);

/// The executor's form of the configuration's word.
core::Execution to_execution(config::Execution wanted);

}  // namespace duet::app
