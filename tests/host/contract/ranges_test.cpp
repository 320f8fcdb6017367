#include "contract/ranges.hpp"

#include <doctest/doctest.h>

using duet::contract::Range;
using duet::contract::ranges_text;
using duet::contract::uncovered;
using Ranges = std::vector<Range>;

TEST_CASE("what ranges leave uncovered") {
  CHECK(uncovered({5, 9}, {}) == Ranges{{5, 9}});
  CHECK(uncovered({5, 9}, {{5, 9}}).empty());
  CHECK(uncovered({5, 9}, {{1, 100}}).empty());
  CHECK(uncovered({5, 9}, {{1, 4}, {10, 12}}) == Ranges{{5, 9}});
  CHECK(uncovered({5, 9}, {{7, 7}}) == Ranges{{5, 6}, {8, 9}});
  CHECK(uncovered({5, 9}, {{9, 20}}) == Ranges{{5, 8}});
  CHECK(uncovered({5, 9}, {{1, 5}}) == Ranges{{6, 9}});
}

TEST_CASE("several ranges cover one together, in any order, overlapping or not") {
  CHECK(uncovered({1, 10}, {{6, 10}, {1, 5}}).empty());
  CHECK(uncovered({1, 10}, {{4, 10}, {1, 7}, {2, 3}}).empty());
  CHECK(uncovered({1, 10}, {{8, 9}, {2, 3}}) == Ranges{{1, 1}, {4, 7}, {10, 10}});
}

TEST_CASE("the ends of the numbers are numbers too") {
  constexpr std::int64_t kLeast = -2147483648LL;
  constexpr std::int64_t kMost = 2147483647LL;
  CHECK(uncovered({kLeast, kMost}, {{kLeast, -1}, {1, kMost}}) == Ranges{{0, 0}});
  CHECK(uncovered({kMost, kMost}, {{0, kMost}}).empty());
}

TEST_CASE("ranges as a .proto writes them") {
  CHECK(ranges_text({{5, 5}, {7, 9}, {100, 536870911}}, 536870911) == "5, 7 to 9, 100 to max");
  CHECK(ranges_text({{536870911, 536870911}}, 536870911) == "536870911");
}
