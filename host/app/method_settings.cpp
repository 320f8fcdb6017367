#include "app/method_settings.hpp"

#include <map>

#include "describe/method_name.hpp"

namespace duet::app {

core::Execution to_execution(config::Execution wanted) {
  switch (wanted) {
    case config::Execution::in_line:
      return core::Execution::kInline;
    case config::Execution::automatic:
      return core::Execution::kAuto;
    case config::Execution::pool:
      break;
  }
  return core::Execution::kPool;
}

void apply_method_settings(const config::Plugin& plugin, core::Offer& offer, std::vector<std::string>& errors) {
  std::map<const core::MethodOffer*, std::string> said;  // and where
  for (const config::PluginMethod& wanted : plugin.method) {
    const auto refuse = [&](const std::string& message) {
      errors.push_back((wanted.location.empty() ? "" : wanted.location + ": ") + "plugin '" + plugin.name +
                       "': " + message);
    };
    std::string problem;
    core::MethodOffer* const found = describe::find_method(offer, wanted.name, problem);
    if (found == nullptr) {
      refuse(problem);
      continue;
    }
    core::MethodOffer& method = *found;
    if (const auto [first, is_new] = said.emplace(&method, wanted.location); !is_new) {
      refuse("the method " + method.service + "/" + method.name + " is there twice" +
             (first->second.empty() ? "" : "; the first one is at " + first->second));
      continue;
    }
    if (wanted.max_body_bytes != 0) method.max_body_bytes = wanted.max_body_bytes;
    if (!wanted.cache_control.empty()) method.cache_control = wanted.cache_control;
    method.timeout_ns = std::chrono::nanoseconds(wanted.timeout).count();
    method.max_timeout_ns = std::chrono::nanoseconds(wanted.max_timeout).count();
    if (wanted.execution) method.execution = to_execution(*wanted.execution);
  }
}

}  // namespace duet::app
