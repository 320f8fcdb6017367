#include "base/json_text.hpp"

#include <doctest/doctest.h>

namespace {

std::string json(std::string_view text) {
  std::string out;
  duet::base::append_json_string(out, text);
  return out;
}

}  // namespace

TEST_CASE("JSON strings escape what RFC 8259 asks for") {
  CHECK(json("") == R"("")");
  CHECK(json(R"(say "hi" \ bye)") == R"("say \"hi\" \\ bye")");
  CHECK(json("a\nb\rc\td") == R"("a\nb\rc\td")");
  CHECK(json(std::string_view("\0\x1f\x7f", 3)) == R"("\u0000\u001f\u007f")");
  CHECK(json("\xE2\x82\xAC") == "\"\xE2\x82\xAC\"");
}

TEST_CASE("JSON strings stay valid UTF-8 whatever comes in") {
  CHECK(json("a\xFFz") == "\"a\xEF\xBF\xBDz\"");
  CHECK(json("\xE2\x82") == "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
}
