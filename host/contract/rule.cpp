#include "contract/rule.hpp"

#include <algorithm>

namespace duet::contract {
namespace {

std::vector<Rule> gather() {
  std::vector<Rule> rules;
  for (const auto& family : {package_rules(), file_rules(), message_rules(), field_rules(), field_type_rules(),
                             cardinality_rules(), enum_rules(), service_rules(), http_rules()}) {
    rules.insert(rules.end(), family.begin(), family.end());
  }
  std::sort(rules.begin(), rules.end(), [](const Rule& a, const Rule& b) { return a.name < b.name; });
  return rules;
}

}  // namespace

const std::vector<Rule>& all_rules() {
  static const std::vector<Rule> rules = gather();
  return rules;
}

const Rule* find_rule(std::string_view name) {
  const auto& rules = all_rules();
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.name == name; });
  return found == rules.end() ? nullptr : &*found;
}

}  // namespace duet::contract
