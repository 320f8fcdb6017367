#include "app/method_settings.hpp"

#include <map>

#include "base/nearest.hpp"

namespace duet::app {
namespace {

std::string full_name(const core::MethodOffer& method) { return method.service + "/" + method.name; }

std::vector<core::MethodOffer*> find(core::Offer& offer, const std::string& name) {
  std::vector<core::MethodOffer*> found;
  for (core::MethodOffer& method : offer.methods) {
    if (method.name == name || full_name(method) == name) found.push_back(&method);
  }
  return found;
}

/// The nearest of the names in the form that was written: with its service, or without.
std::string nearest(const core::Offer& offer, const std::string& name) {
  std::vector<std::string> names;
  for (const core::MethodOffer& method : offer.methods) {
    names.push_back(name.find('/') == std::string::npos ? method.name : full_name(method));
  }
  const auto guess = base::nearest(name, std::vector<std::string_view>(names.begin(), names.end()));
  return guess ? "; did you mean '" + std::string(*guess) + "'?" : "; `duet routes` shows the methods that there are";
}

std::string list(const std::vector<core::MethodOffer*>& methods) {
  std::string text;
  for (const core::MethodOffer* method : methods) text += (text.empty() ? "'" : ", '") + full_name(*method) + "'";
  return text;
}

}  // namespace

core::Execution to_execution(config::Execution wanted) {
  return wanted == config::Execution::in_line ? core::Execution::kInline : core::Execution::kPool;
}

void apply_method_settings(const config::Plugin& plugin, core::Offer& offer, std::vector<std::string>& errors) {
  std::map<const core::MethodOffer*, std::string> said;  // and where
  for (const config::PluginMethod& wanted : plugin.method) {
    const auto refuse = [&](const std::string& message) {
      errors.push_back((wanted.location.empty() ? "" : wanted.location + ": ") + "plugin '" + plugin.name +
                       "': " + message);
    };
    const auto found = find(offer, wanted.name);
    if (found.empty()) {
      refuse("there is no method '" + wanted.name + "'" + nearest(offer, wanted.name));
      continue;
    }
    if (found.size() > 1) {
      refuse("'" + wanted.name + "' may be any of " + list(found) + "; write it with its service");
      continue;
    }
    core::MethodOffer& method = *found.front();
    if (const auto [first, is_new] = said.emplace(&method, wanted.location); !is_new) {
      refuse("the method " + full_name(method) + " is there twice" +
             (first->second.empty() ? "" : "; the first one is at " + first->second));
      continue;
    }
    if (wanted.max_body_bytes != 0) method.max_body_bytes = wanted.max_body_bytes;
    if (!wanted.cache_control.empty()) method.cache_control = wanted.cache_control;
    if (wanted.execution) method.execution = to_execution(*wanted.execution);
  }
}

}  // namespace duet::app
