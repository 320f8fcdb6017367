// Who is too slow, and what all connections may hold of bodies together.
#include <doctest/doctest.h>

#include <string>

#include "rest/output_buffer.hpp"
#include "rest/pace.hpp"
#include "rest/request_body.hpp"

using namespace duet::rest;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

/// The second in which `bytes_a_second`, counted ten times a second, is found too slow; 0 = not within an hour.
int dropped_after(Pace& pace, std::int64_t& now_ns, double bytes_a_second, std::uint64_t least) {
  double sent = 0;
  const std::int64_t begin = now_ns;
  while (now_ns - begin < 3600 * kSecond) {
    now_ns += kSecond / 10;
    const double before = sent;
    sent += bytes_a_second / 10;
    pace.count(static_cast<std::size_t>(sent) - static_cast<std::size_t>(before));
    if (pace.too_slow(now_ns, least)) return static_cast<int>((now_ns - begin) / kSecond);
  }
  return 0;
}

}  // namespace

TEST_CASE("who is below the least rate is found out within a window, and who keeps it is not") {
  std::int64_t now = 0;
  Pace pace;
  pace.begin(now);
  CHECK(dropped_after(pace, now, 1000, 240) == 0);
  CHECK(dropped_after(pace, now, 57, 240) == 30);
  CHECK(dropped_after(pace, now, 1, 0) == 0);
}

TEST_CASE("what was fast before does not count later") {
  std::int64_t now = 0;
  Pace pace;
  pace.begin(now);
  pace.count(100'000'000);
  const int after = dropped_after(pace, now, 5, 240);
  CHECK(after >= 30);
  CHECK(after <= 60);
}

TEST_CASE("an output that drips is stalled, and one that is empty never is") {
  Limits limits;
  limits.write_timeout_ns = 0;
  OutputBuffer output;
  CHECK_FALSE(output.stalled(3600 * kSecond, limits));
  output.append(std::string(100'000, 'x'), 3600 * kSecond);
  bool stalled = false;
  for (int i = 1; i <= 61 && !stalled; ++i) {
    output.sent(1, (3600 + i) * kSecond);
    stalled = output.stalled((3600 + i) * kSecond, limits);
  }
  CHECK(stalled);
  output.drop();
  CHECK_FALSE(output.stalled(9999 * kSecond, limits));
}

TEST_CASE("a budget is shared, and given back") {
  ByteBudget budget(10);
  CHECK(budget.take(6));
  CHECK_FALSE(budget.take(5));
  CHECK(budget.take(4));
  budget.give_back(6);
  CHECK(budget.take(5));
}
