#include "describe/method_name.hpp"

#include <string_view>
#include <vector>

#include "base/nearest.hpp"

namespace duet::describe {
namespace {

std::string full_name(const core::MethodOffer& method) { return method.service + "/" + method.name; }

// The nearest of the names in the form that was written: with its service, or without.
std::string nearest(const core::Offer& offer, const std::string& name) {
  std::vector<std::string> names;
  for (const core::MethodOffer& method : offer.methods) {
    names.push_back(name.find('/') == std::string::npos ? method.name : full_name(method));
  }
  const auto guess = base::nearest(name, std::vector<std::string_view>(names.begin(), names.end()));
  return guess ? "; did you mean '" + std::string(*guess) + "'?" : "; `duet routes` shows the methods that there are";
}

}  // namespace

core::MethodOffer* find_method(core::Offer& offer, const std::string& name, std::string& problem) {
  core::MethodOffer* found = nullptr;
  std::string all;
  for (core::MethodOffer& method : offer.methods) {
    if (method.name != name && full_name(method) != name) continue;
    all += (all.empty() ? "'" : ", '") + full_name(method) + "'";
    if (found != nullptr) problem = "'" + name + "' may be any of " + all + "; write it with its service";
    found = &method;
  }
  if (found == nullptr) problem = "there is no method '" + name + "'" + nearest(offer, name);
  return problem.empty() ? found : nullptr;
}

}  // namespace duet::describe
