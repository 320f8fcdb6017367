#include "contract/text.hpp"

#include <doctest/doctest.h>

using duet::contract::Breakage;

TEST_CASE("text and JSON of what was found") {
  const Breakage found{"shop/v1/shop.proto", 7, 3, "FIELD_SAME_TYPE", "field 1 \"id\" changed", 7, 8};
  CHECK(to_text(found) == "shop/v1/shop.proto:7:3:FIELD_SAME_TYPE: field 1 \"id\" changed");
  CHECK(to_json(found) == R"({"path":"shop/v1/shop.proto","start_line":7,"start_column":3,"end_line":7,"end_column":8,)"
                          R"("type":"FIELD_SAME_TYPE","message":"field 1 \"id\" changed"})");
}

TEST_CASE("a file that is gone has no path") {
  const Breakage found{"", 1, 1, "FILE_NO_DELETE", "the file \"a.proto\" is gone", 1, 1};
  CHECK(to_text(found) == "<input>:1:1:FILE_NO_DELETE: the file \"a.proto\" is gone");
  CHECK(to_json(found) == R"({"start_line":1,"start_column":1,"end_line":1,"end_column":1,)"
                          R"("type":"FILE_NO_DELETE","message":"the file \"a.proto\" is gone"})");
}
