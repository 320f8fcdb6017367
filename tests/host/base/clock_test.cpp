#include "base/clock.hpp"

#include <doctest/doctest.h>

namespace base = duet::base;

TEST_CASE("the monotonic clock does not go back") {
  const std::int64_t first = base::monotonic_ns();
  CHECK(base::monotonic_ns() >= first);
  CHECK(base::system_clock().monotonic_ns() >= first);
}

TEST_CASE("the wall clock counts from 1970") {
  constexpr std::int64_t kYear2024Ns = 1'704'067'200'000'000'000;
  CHECK(base::wall_ns() > kYear2024Ns);
  CHECK(base::system_clock().wall_ns() > kYear2024Ns);
}

TEST_CASE("a manual clock moves only when told to, both times together") {
  base::ManualClock clock(100, 5'000);
  CHECK(clock.monotonic_ns() == 100);
  CHECK(clock.wall_ns() == 5'000);
  clock.advance(30);
  CHECK(clock.monotonic_ns() == 130);
  CHECK(clock.wall_ns() == 5'030);
}
