#include "base/nearest.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

namespace {

constexpr std::array<std::string_view, 6> kKnown = {"isolation",      "port",         "threads",
                                                    "max_body_bytes", "idle_timeout", "body_timeout"};

std::string_view suggestion(std::string_view word) { return duet::base::nearest(word, kKnown).value_or("-"); }

}  // namespace

TEST_CASE("slips of the fingers find their name") {
  CHECK(suggestion("isolaton") == "isolation");
  CHECK(suggestion("prot") == "port");
  CHECK(suggestion("PORT") == "port");
  CHECK(suggestion("thread") == "threads");
  CHECK(suggestion("max-body-bytes") == "max_body_bytes");
  CHECK(suggestion("body_timeuot") == "body_timeout");
}

TEST_CASE("the beginning of one name only is enough") {
  CHECK(suggestion("max_body") == "max_body_bytes");
  CHECK(suggestion("max") == "-");
}

TEST_CASE("far words get no suggestion") {
  CHECK(suggestion("colour") == "-");
  CHECK(suggestion("") == "-");
  CHECK(suggestion("x") == "-");
  CHECK(suggestion("pa") == "-");
  CHECK(suggestion(std::string(100'000, 'p')) == "-");
  CHECK_FALSE(duet::base::nearest("port", {}).has_value());
}
