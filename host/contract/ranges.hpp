// Ranges of field and enum numbers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace duet::contract {

/// Both ends belong to it.
struct Range {
  std::int64_t first = 0;
  std::int64_t last = 0;

  bool operator==(const Range&) const = default;
};

/// The parts of `wanted` that none of `by` covers, in order.
std::vector<Range> uncovered(const Range& wanted, std::vector<Range> by);

/// As a .proto writes them: "5, 7 to 9, 100 to max". `max` is the number that "max" stands for.
std::string ranges_text(const std::vector<Range>& ranges, std::int64_t max);

}  // namespace duet::contract
