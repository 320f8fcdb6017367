// Entity tags: the same for the same bytes, and compared as If-None-Match asks for.
#include "rest/etag.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace duet::rest;

namespace {

std::string tag_of(const std::vector<std::string_view>& pieces) {
  std::vector<duet_slice> slices;
  for (const std::string_view piece : pieces) {
    slices.push_back({reinterpret_cast<const std::uint8_t*>(piece.data()), piece.size(), nullptr, nullptr});
  }
  const Etag tag = make_etag(slices);
  return {tag.data(), tag.size()};
}

}  // namespace

TEST_CASE("a tag is that of the bytes, however they are cut") {
  const std::string large(100'000, 'x');
  CHECK(tag_of({"hello"}) == tag_of({"he", "", "llo"}));
  CHECK(tag_of({large, large}) == tag_of({large + large}));
  CHECK(tag_of({}) == tag_of({""}));
  CHECK(tag_of({"hello"}) != tag_of({"hellp"}));
  CHECK(tag_of({"hello"}) != tag_of({"hello", "\n"}));
  CHECK(is_etag(tag_of({"hello"})));
  // Clients keep tags across restarts and versions of the host: this one (XXH3's 128 bits) must not change.
  CHECK(tag_of({}) == "W/\"99aa06d3014798d86001c324468d497f\"");
}

TEST_CASE("what is a tag") {
  for (const char* good : {"\"\"", "\"a\"", "W/\"a\"", "\"a,b\"", "\"\\\"", "\"caf\xc3\xa9\"", "\"!\""}) {
    CAPTURE(good);
    CHECK(is_etag(good));
  }
  for (const char* bad : {"", "a", "\"", "\"a", "a\"", "w/\"a\"", "W\"a\"", "W/a", "\"a b\"", "\"a\"b\"", "\"a\x7f\"",
                          "*", "W/W/\"a\"", " \"a\""}) {
    CAPTURE(bad);
    CHECK_FALSE(is_etag(bad));
  }
}

TEST_CASE("If-None-Match names tags") {
  struct Row {
    const char* field;
    const char* etag;
    bool named;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"\"a\"", "\"a\"", true},
           {"W/\"a\"", "\"a\"", true},
           {"\"a\"", "W/\"a\"", true},
           {"W/\"a\"", "W/\"a\"", true},
           {"\"a\"", "\"A\"", false},
           {"\"a\"", "\"aa\"", false},
           {"\"b\", \"a\"", "\"a\"", true},
           {"\"b\",W/\"c\" ,\t\"a\"", "\"a\"", true},
           {", ,\"a\",", "\"a\"", true},
           {"\"a,b\"", "\"a\"", false},
           {"\"x,\", \"a\"", "\"a\"", true},
           {"\"x,\"\"a\"", "\"a\"", false},
           {"\"\\\", \"a\"", "\"a\"", true},
           {"*", "\"a\"", true},
           {" * ", "\"a\"", true},
           {"*, \"b\"", "\"a\"", false},
           {"\"*\"", "\"a\"", false},
           {"\"\"", "\"\"", true},
           {"", "\"a\"", false},
           {"a", "\"a\"", false},
           {"\"a", "\"a\"", false},
           {"w/\"a\"", "\"a\"", false},
           {"x\"a\"", "\"a\"", false},
           {"\"b\" x, \"a\"", "\"a\"", false},
           {"\"a\"x", "\"a\"", false},
           {"W/\"a\"junk", "\"a\"", false},
           {"\"a\" W/", "\"a\"", false},
           {"\"a\", b", "\"a\"", false},
           {"\"a\", *", "\"a\"", false},
           {"\"a\"; \"b\"", "\"a\"", false},
           {"\"a\", \"b", "\"a\"", false},
           {"\"a\" , ,\t", "\"a\"", true},
           {",", "\"a\"", false},
           {"*", "", false},
           {"*", "a", false},
           {"a", "a", false},
       }) {
    CAPTURE(row.field);
    CAPTURE(row.etag);
    CHECK(names_etag(row.field, row.etag) == row.named);
  }
}
