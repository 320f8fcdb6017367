#include "base/utf8.hpp"

#include <doctest/doctest.h>

#include <string>

using duet::base::first_code_point;

TEST_CASE("code points of every length") {
  CHECK(first_code_point("a~").value == U'a');
  CHECK(first_code_point("\xC3\xA9").value == 0xE9);
  CHECK(first_code_point("\xE2\x82\xAC!").value == 0x20AC);
  CHECK(first_code_point("\xE2\x82\xAC!").size == 3);
  CHECK(first_code_point("\xF4\x8F\xBF\xBF").value == 0x10FFFF);
  CHECK(first_code_point(std::string_view("\0", 1)).size == 1);
}

TEST_CASE("what is not UTF-8 has no size") {
  CHECK(first_code_point("").size == 0);
  CHECK(first_code_point("\x80").size == 0);
  CHECK(first_code_point("\xC0\xAF").size == 0);          // overlong
  CHECK(first_code_point("\xE0\x80\xAF").size == 0);      // overlong
  CHECK(first_code_point("\xED\xA0\x80").size == 0);      // surrogate
  CHECK(first_code_point("\xF4\x90\x80\x80").size == 0);  // above U+10FFFF
  CHECK(first_code_point("\xFF").size == 0);
}

TEST_CASE("every truncation is refused") {
  for (const std::string_view text : {"\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"}) {
    for (std::size_t size = 1; size < text.size(); ++size) CHECK(first_code_point(text.substr(0, size)).size == 0);
    CHECK(first_code_point(text).size == text.size());
  }
}
