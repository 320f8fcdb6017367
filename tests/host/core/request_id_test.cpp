#include "core/request_id.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace duet::core;

TEST_CASE("request ids of clients are used when they are harmless") {
  for (const std::string& good : {std::string("a"), std::string("0f-A_1.:/#"), std::string(128, 'x')}) {
    CAPTURE(good);
    CHECK(is_request_id(good));
  }
  for (const std::string& bad :
       {std::string(), std::string(129, 'x'), std::string("two words"), std::string("a\""), std::string("a'"),
        std::string("back\\slash"), std::string("line\nfeed"), std::string("a\tb"), std::string("\xC3\xBC")}) {
    CAPTURE(bad);
    CHECK_FALSE(is_request_id(bad));
  }
}

TEST_CASE("made ids differ and are ids") {
  const auto first = make_request_id();
  CHECK(first != make_request_id());
  CHECK(is_request_id({first.data(), first.size()}));
}
