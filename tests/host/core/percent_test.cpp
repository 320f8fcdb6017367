#include "core/percent.hpp"

#include <doctest/doctest.h>

using duet::core::decode_percent;
using duet::core::PercentMode;

namespace {
std::string decoded(std::string_view text, PercentMode mode) {
  std::string out;
  return decode_percent(text, mode, out) ? out : "refused";
}
}  // namespace

TEST_CASE("percent-decoding by place") {
  CHECK(decoded("a%20b", PercentMode::kSegment) == "a b");
  CHECK(decoded("a+b", PercentMode::kSegment) == "a+b");
  CHECK(decoded("a+b%2B", PercentMode::kQuery) == "a b+");
  CHECK(decoded("a%2Fb", PercentMode::kSegment) == "a/b");
  CHECK(decoded("a%2fb/%41", PercentMode::kPath) == "a%2fb/A");
  CHECK(decoded("%E2%82%AC", PercentMode::kSegment) == "\u20ac");
}

TEST_CASE("what is not percent-encoding, or not UTF-8 once decoded, is refused") {
  for (const char* bad : {"%", "%1", "%zz", "a%2", "%%41", "%ff", "%C3", "%ED%A0%80"}) {
    CAPTURE(bad);
    CHECK(decoded(bad, PercentMode::kSegment) == "refused");
  }
}
