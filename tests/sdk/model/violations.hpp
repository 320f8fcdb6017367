// What validate() says of a value, to compare and to print.
#pragma once

#include <doctest/doctest.h>

#include <duet/validate.hpp>
#include <string>

template <class T>
duet::Violations check(const T& value, duet::Extent extent = duet::Extent::kAll) {
  duet::Violations violations;
  duet::validate(value, violations, extent);
  return violations;
}

// The type of the only violation, "" if there is none, else how many there are.
template <class T>
std::string broken(const T& value) {
  const duet::Violations violations = check(value);
  if (violations.empty()) return "";
  return violations.size() == 1 ? violations[0].type : std::to_string(violations.size());
}

using Vs = duet::Violations;

namespace doctest {
template <>
struct StringMaker<duet::Violations> {
  static String convert(const duet::Violations& violations) {
    std::string text;
    for (const auto& v : violations) text += v.field + " | " + v.message + " | " + v.type + "\n";
    return text.c_str();
  }
};
}  // namespace doctest
