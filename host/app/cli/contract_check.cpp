#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <iostream>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "app/cli/commands.hpp"
#include "app/cli/contract_source.hpp"
#include "app/cli/inspect.hpp"
#include "base/nearest.hpp"
#include "contract/compare.hpp"
#include "contract/rule.hpp"
#include "contract/text.hpp"

namespace duet::app::cli {
namespace {

constexpr int kBroken = 100;

Errors check_names(const std::vector<std::string>& rules) {
  Errors errors;
  std::vector<std::string_view> known;
  for (const contract::Rule& rule : contract::all_rules()) known.push_back(rule.name);
  for (const std::string& name : rules) {
    if (contract::find_rule(name) != nullptr) continue;
    const auto nearest = base::nearest(name, known);
    errors.push_back("--exclude: there is no rule '" + name + "'; " +
                     (nearest ? "did you mean '" + std::string(*nearest) + "'?" : "`duet contract rules` lists them"));
  }
  return errors;
}

contract::Category category_of(const std::string& name) {
  using contract::Category;
  for (const Category category : {Category::kFile, Category::kPackage, Category::kWireJson}) {
    if (contract::category_name(category) == name) return category;
  }
  return Category::kWire;
}

/// Of a server that serves other plugins beside the one: what that one has files in.
void keep_packages_of(const contract::Files& one, contract::Files& files) {
  std::set<std::string> packages;
  for (const auto* file : one) packages.insert(file->package());
  std::erase_if(files, [&](const auto* file) { return !packages.contains(file->package()); });
}

std::string categories_text(unsigned categories) {
  using contract::Category;
  std::string text;
  for (const Category category : {Category::kFile, Category::kPackage, Category::kWireJson, Category::kWire}) {
    if ((categories & static_cast<unsigned>(category)) == 0) continue;
    text += (text.empty() ? "" : ", ") + std::string(contract::category_name(category));
  }
  return text;
}

}  // namespace

int contract_check(const ContractCheckOptions& options) {
  if (const Errors errors = check_names(options.exclude); !errors.empty()) return report(errors);
  SourceOptions sources{options.config, options.proto_path, options.ca};
  const auto now = read_source(options.now, sources);
  if (now) sources.counterpart = now->contract.files;
  auto before = read_source(options.before, sources);
  Errors errors;
  if (!before) errors = before.error();
  if (!now) errors.insert(errors.end(), now.error().begin(), now.error().end());
  if (!errors.empty()) return report(errors);
  if (before->running && now->one_plugin) keep_packages_of(now->contract.files, before->contract.files);

  const auto found =
      contract::compare(before->contract.files, now->contract.files, {category_of(options.category), options.exclude});
  for (const contract::Breakage& each : found) {
    std::cout << (options.json ? contract::to_json(each) : contract::to_text(each)) << '\n';
  }
  return found.empty() ? 0 : kBroken;
}

int contract_rules() {
  std::vector<std::vector<std::string>> rows = {{"RULE", "CATEGORIES", "PURPOSE"}};
  for (const contract::Rule& rule : contract::all_rules()) {
    rows.push_back({std::string(rule.name), categories_text(rule.categories), std::string(rule.purpose)});
  }
  std::size_t widths[2] = {};
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < 2; ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  for (const auto& row : rows) {
    std::cout << row[0] << std::string(widths[0] - row[0].size() + 2, ' ') << row[1]
              << std::string(widths[1] - row[1].size() + 2, ' ') << row[2] << '\n';
  }
  return 0;
}

}  // namespace duet::app::cli
