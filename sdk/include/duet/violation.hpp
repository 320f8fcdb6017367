// One rule that a message breaks, or one value that does not fit its field.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace duet {

// `field` is the path in proto names: "address.street", "tags[2]", "prices[\"eur\"]"; empty for the message itself.
// `message` is for people: "must be > 0".
// `type` is for programs, stable, snake_case. Of rules: missing; greater_than, greater_than_equal, less_than,
// less_than_equal, multiple_of, finite_number; not_equal, not_in_list, in_forbidden_list, enum_undefined;
// string_too_short, string_too_long, bytes_too_short, bytes_too_long, string_pattern_mismatch, prefix_mismatch,
// suffix_mismatch, contains_mismatch, contains_forbidden; <format>_invalid, as in email_invalid; not_past, not_future,
// not_near_now; too_few_items, too_many_items, not_unique. "key_" stands before it where the key of a map breaks the
// rule. A check gives its own, or "invalid". Of values that do not fit their field: int_parsing, extra_forbidden ...
struct Violation {
  std::string field;
  std::string message;
  std::string type;

  friend bool operator==(const Violation&, const Violation&) = default;
};

using Violations = std::vector<Violation>;

// As many are kept from one message: a hostile one must not fill the memory with its own errors.
inline constexpr std::size_t kMaxViolations = 100;

namespace detail {

inline void add_violation(Violations& to, std::string field, std::string message, std::string_view type) {
  if (to.size() < kMaxViolations) to.push_back({std::move(field), std::move(message), std::string(type)});
}

}  // namespace detail
}  // namespace duet
