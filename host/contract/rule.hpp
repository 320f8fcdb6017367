// The table of rules: what each is called, whom it protects, and the function that looks at a pair of things.
#pragma once

#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "contract/compare.hpp"
#include "contract/report.hpp"
#include "contract/side.hpp"

namespace duet::contract {

/// Looks at one pair, the old thing and what has its name or number now.
template <class T>
using Check = void (*)(const T& before, const T& now, Report& report);

constexpr unsigned kFile = static_cast<unsigned>(Category::kFile);
constexpr unsigned kPackage = static_cast<unsigned>(Category::kPackage);
constexpr unsigned kWireJson = static_cast<unsigned>(Category::kWireJson);
constexpr unsigned kWire = static_cast<unsigned>(Category::kWire);

/// What it looks at decides which pairs it is given: fields are those of messages and extensions alike.
struct Rule {
  std::string_view name;
  unsigned categories;
  std::variant<Check<Side>, Check<pb::FileDescriptor>, Check<pb::Descriptor>, Check<pb::FieldDescriptor>,
               Check<pb::EnumDescriptor>, Check<pb::ServiceDescriptor>, Check<pb::MethodDescriptor>>
      check;
  std::string_view purpose;  // one line for people
};

/// The families, each in a file of its own.
std::span<const Rule> package_rules();
std::span<const Rule> file_rules();
std::span<const Rule> message_rules();
std::span<const Rule> field_rules();
std::span<const Rule> field_type_rules();
std::span<const Rule> cardinality_rules();
std::span<const Rule> enum_rules();
std::span<const Rule> service_rules();
std::span<const Rule> http_rules();

/// All of them, by name.
const std::vector<Rule>& all_rules();

/// Null for a name that no rule has.
const Rule* find_rule(std::string_view name);

}  // namespace duet::contract
