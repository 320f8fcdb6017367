#include "plugins/notice.hpp"

#include <doctest/doctest.h>

using duet::plugins::Notice;

TEST_CASE("of many complaints the first is logged, then one in each interval") {
  duet::base::ManualClock clock;
  Notice notice(clock);
  CHECK(notice.count());
  CHECK_FALSE(notice.count());
  clock.advance(Notice::kIntervalNs - 1);
  CHECK_FALSE(notice.count());
  clock.advance(1);
  CHECK(notice.count());
  CHECK_FALSE(notice.count());
  CHECK(notice.total() == 5);
}
