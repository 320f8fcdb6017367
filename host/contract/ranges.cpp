#include "contract/ranges.hpp"

#include <algorithm>

namespace duet::contract {

std::vector<Range> uncovered(const Range& wanted, std::vector<Range> by) {
  std::sort(by.begin(), by.end(), [](const Range& a, const Range& b) { return a.first < b.first; });
  std::vector<Range> gaps;
  std::int64_t next = wanted.first;  // the first number that nothing so far covers
  for (const Range& range : by) {
    if (range.first > wanted.last) break;
    if (range.last < next) continue;
    if (range.first > next) gaps.push_back({next, range.first - 1});
    next = range.last + 1;
  }
  if (next <= wanted.last) gaps.push_back({next, wanted.last});
  return gaps;
}

std::string ranges_text(const std::vector<Range>& ranges, std::int64_t max) {
  std::string text;
  for (const Range& range : ranges) {
    if (!text.empty()) text += ", ";
    text += std::to_string(range.first);
    if (range.last != range.first) text += " to " + (range.last == max ? "max" : std::to_string(range.last));
  }
  return text;
}

}  // namespace duet::contract
