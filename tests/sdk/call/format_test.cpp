#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>

#include <duet/format.hpp>
#include <duet/status.hpp>

namespace {

TEST_CASE("placeholders take the arguments in order") {
  CHECK(duet::format("plain") == "plain");
  CHECK(duet::format("{} of {}", 1, "two") == "1 of two");
  CHECK(duet::format("{}{}", std::string("a"), std::string_view("b")) == "ab");
  CHECK(duet::format("") == "");
}

TEST_CASE("two braces stand for one") {
  CHECK(duet::format("{{}}") == "{}");
  CHECK(duet::format("{{{}}}", 7) == "{7}");
  CHECK(duet::format("a{{b}}c{}d", 1) == "a{b}c1d");
}

TEST_CASE("each type of argument has its text") {
  CHECK(duet::format("{} {}", true, false) == "true false");
  CHECK(duet::format("{}", 'x') == "x");
  CHECK(duet::format("{}", std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
  CHECK(duet::format("{}", std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
  CHECK(duet::format("{}", 0.1) == "0.1");
  CHECK(duet::format("{}", 2.5F) == "2.5");
  CHECK(duet::format("{}", duet::Code::kNotFound) == "NOT_FOUND");
}

TEST_CASE("an argument's braces are not read again") { CHECK(duet::format("{}!", "{}") == "{}!"); }

}  // namespace
