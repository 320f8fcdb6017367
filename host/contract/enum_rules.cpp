#include <google/protobuf/descriptor.pb.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <set>

#include "contract/ranges.hpp"
#include "contract/rule.hpp"

namespace duet::contract {
namespace {

using pb::EnumDescriptor;

std::string enum_name(const EnumDescriptor& type) { return "the enum " + quoted(type.name()); }

using Names = std::set<std::string>;

/// An alias makes it more than one name for a number.
std::map<int, Names> names_by_number(const EnumDescriptor& type) {
  std::map<int, Names> names;
  for (int i = 0; i < type.value_count(); ++i) names[type.value(i)->number()].insert(type.value(i)->name());
  return names;
}

std::string list(const Names& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + quoted(name);
  return text;
}

/// Numbers that are gone, but for those that `may_go`.
template <class MayGo>
void report_gone(const EnumDescriptor& before, const EnumDescriptor& now, Report& report, const std::string& mend,
                 MayGo may_go) {
  for (const auto& [number, names] : names_by_number(before)) {
    if (now.FindValueByNumber(number) != nullptr || may_go(number, names)) continue;
    report.add(place_of(now), "the value " + std::to_string(number) + " (" + list(names) + ") of " + enum_name(now) +
                                  " is gone" + mend);
  }
}

void value_no_delete(const EnumDescriptor& before, const EnumDescriptor& now, Report& report) {
  report_gone(before, now, report, "", [](int, const Names&) { return false; });
}

void value_no_delete_unless_name_reserved(const EnumDescriptor& before, const EnumDescriptor& now, Report& report) {
  report_gone(before, now, report, " and not every name of it is reserved; reserve them", [&](int, const Names& names) {
    return std::all_of(names.begin(), names.end(), [&](const std::string& name) { return now.IsReservedName(name); });
  });
}

void value_no_delete_unless_number_reserved(const EnumDescriptor& before, const EnumDescriptor& now, Report& report) {
  report_gone(before, now, report, " and its number is free; reserve it",
              [&](int number, const Names&) { return now.IsReservedNumber(number); });
}

/// Names may be added to a number, none may go.
void value_same_name(const EnumDescriptor& before, const EnumDescriptor& now, Report& report) {
  const auto names_now = names_by_number(now);
  for (const auto& [number, old] : names_by_number(before)) {
    const auto found = names_now.find(number);
    if (found == names_now.end() || std::includes(found->second.begin(), found->second.end(), old.begin(), old.end())) {
      continue;
    }
    for (int i = 0; i < now.value_count(); ++i) {
      const pb::EnumValueDescriptor& value = *now.value(i);
      if (value.number() != number) continue;
      report.add({place_of(value).part({pb::EnumValueDescriptorProto::kNumberFieldNumber}), place_of(value)},
                 "the value " + std::to_string(number) + " of " + enum_name(now) + " was " + list(old) + " and is " +
                     list(found->second));
    }
  }
}

std::vector<Range> reserved_ranges(const EnumDescriptor& type) {
  std::vector<Range> ranges;
  for (int i = 0; i < type.reserved_range_count(); ++i) {
    ranges.push_back({type.reserved_range(i)->start, type.reserved_range(i)->end});
  }
  return ranges;
}

void reserved_no_delete(const EnumDescriptor& before, const EnumDescriptor& now, Report& report) {
  constexpr std::int64_t kMax = std::numeric_limits<std::int32_t>::max();
  for (const Range& range : reserved_ranges(before)) {
    const std::vector<Range> gaps = uncovered(range, reserved_ranges(now));
    if (gaps.empty()) continue;
    report.add(place_of(now), enum_name(now) + " had reserved " + ranges_text({range}, kMax) + ", of which " +
                                  ranges_text(gaps, kMax) + " is no more");
  }
  for (int i = 0; i < before.reserved_name_count(); ++i) {
    if (now.IsReservedName(before.reserved_name(i))) continue;
    report.add(place_of(now),
               enum_name(now) + " had reserved the name " + quoted(before.reserved_name(i)) + "; reserve it again");
  }
}

/// Before editions, enums of proto3 are open and have a JSON form; those of proto2 are closed and do what they can.
bool is_proto3(const EnumDescriptor& type) { return type.file()->syntax() == pb::FileDescriptor::SYNTAX_PROTO3; }

void same_type(const EnumDescriptor& before, const EnumDescriptor& now, Report& report) {
  if (is_proto3(before) == is_proto3(now)) return;
  const auto kind = [](const EnumDescriptor& type) { return is_proto3(type) ? "open" : "closed"; };
  report.add(place_of(now), enum_name(now) + " was " + kind(before) + " and is " + kind(now));
}

void same_json_format(const EnumDescriptor& before, const EnumDescriptor& now, Report& report) {
  if (!is_proto3(before) || is_proto3(now)) return;
  report.add(place_of(now), enum_name(now) + " had a JSON form by the rules of proto3 and has none any more");
}

}  // namespace

std::span<const Rule> enum_rules() {
  constexpr unsigned kCode = kFile | kPackage;
  static constexpr std::array kRules{
      Rule{"ENUM_SAME_JSON_FORMAT", kCode | kWireJson, same_json_format, "enums keep their JSON form"},
      Rule{"ENUM_SAME_TYPE", kCode, same_type, "enums stay open or closed"},
      Rule{"ENUM_VALUE_NO_DELETE", kCode, value_no_delete, "no value of an enum goes"},
      Rule{"ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED", kWireJson, value_no_delete_unless_name_reserved,
           "the names of a value that goes are reserved"},
      Rule{"ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED", kWireJson | kWire, value_no_delete_unless_number_reserved,
           "the number of a value that goes is reserved"},
      Rule{"ENUM_VALUE_SAME_NAME", kCode | kWireJson, value_same_name, "values of enums keep their names"},
      Rule{"RESERVED_ENUM_NO_DELETE", kCode | kWireJson | kWire, reserved_no_delete, "enums keep what they reserve"},
  };
  return kRules;
}

}  // namespace duet::contract
