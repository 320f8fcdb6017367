// Field masks, wrappers, and null where it is no value.
#include <doctest/doctest.h>

#include <limits>

#include "json.hpp"
#include "models.hpp"

using everything::WellKnown;

namespace {

std::string paths(const std::vector<std::string>& mask) { return wkt::encoded(duet::FieldMask{mask}); }
std::vector<std::string> read_paths(const std::string& text) {
  return wkt::decoded<duet::FieldMask>("\"" + text + "\"").paths;
}

}  // namespace

TEST_CASE("paths of a field mask are camels in JSON") {
  CHECK(paths({}) == "\"\"");
  CHECK(paths({"foo", "bar_baz.qux_x", "a_b_c", "_x", "f1.b2"}) == "\"foo,barBaz.quxX,aBC,X,f1.b2\"");
  CHECK(read_paths("").empty());
  CHECK(read_paths("foo,barBaz.quxX,aBC,X,f1.b2") ==
        std::vector<std::string>{"foo", "bar_baz.qux_x", "a_b_c", "_x", "f1.b2"});
  for (const char* text : {"foo_bar", ",", "a,", ",a", "a,,b", "a b", "a-b", "é"})
    CHECK(wkt::refused<duet::FieldMask>(std::string("\"") + text + "\"") ==
          ": must be paths such as name,address.postalCode (field_mask_parsing)");
  CHECK(wkt::refused<duet::FieldMask>("[]") == ": must be paths as text, not a list (field_mask_type)");
}

TEST_CASE("paths that would not come back are not written") {
  for (const char* path : {"fooBar", "foo_3_bar", "foo__bar", "foo_", "foo_Bar", "foo,bar", "", "a b"}) {
    WellKnown message;
    message.mask = duet::FieldMask{{"fine", path}};
    CHECK(wkt::unwritable(message) ==
          "the field 'mask' has a path that JSON cannot show: names are of a-z, 0-9 and single _");
  }
}

TEST_CASE("a wrapper is its value, null is none") {
  const char* const text =
      R"({"doubleValue":1.5,"floatValue":"NaN","int64Value":"-9","uint64Value":"9","int32Value":-1,"uint32Value":0,)"
      R"("boolValue":false,"stringValue":"","bytesValue":"AP8="})";
  const auto message = wkt::decoded<WellKnown>(text);
  CHECK(message.double_value->value == 1.5);
  CHECK(message.int64_value->value == -9);
  CHECK(message.bool_value.has_value());
  CHECK(message.bytes_value->value.value == std::string("\0\xff", 2));
  CHECK(wkt::encoded(message) == text);
  CHECK_FALSE(wkt::decoded<WellKnown>(R"({"boolValue":null,"stringValue":null,"time":null,"mask":null})").bool_value);
  CHECK(wkt::refused<WellKnown>(R"({"int64Values":["1",null],"int32Value":1.5,"boolValue":"true","stringValue":{}})") ==
        "int64_values[1]: must be an integer, not null (int_type)\n"
        "int32_value: must be an integer, without a fraction (int_from_float)\n"
        "bool_value: must be true or false, not a string (bool_type)\n"
        "string_value: must be a string, not an object (string_type)");
}

TEST_CASE("integers of js_number are numbers, and both forms are read") {
  everything::Encodings message;
  message.as_number = std::numeric_limits<std::int64_t>::min();
  message.as_numbers = {1, std::numeric_limits<std::uint64_t>::max()};
  message.fixed64 = 5;
  const std::string text = R"({"fixed64":"5","asNumber":-9223372036854775808,"asNumbers":[1,18446744073709551615]})";
  CHECK(wkt::encoded(message) == text);
  const auto back = wkt::decoded<everything::Encodings>(text);
  CHECK(back.as_number == message.as_number);
  CHECK(wkt::decoded<everything::Encodings>(R"({"asNumbers":["7"]})").as_numbers.at(0) == 7);
}

TEST_CASE("unknown names of enum values are ignored with unknown fields, and leave nothing behind") {
  const duet::JsonOptions ignore{.ignore_unknown = true};
  const auto all = wkt::decoded<kinds::All>(
      R"({"plain":{"color":"X"},"optionals":{"color":"X"},"lists":{"colors":["X","COLOR_RED","X"]},)"
      R"("maps":{"byBig":{"1":"X","2":"COLOR_RED","1":"COLOR_BLUE"}}})",
      ignore);
  CHECK(all.plain.color == kinds::Color::unspecified);
  CHECK_FALSE(all.optionals.color.has_value());
  CHECK(all.lists.colors == std::vector<kinds::Color>{kinds::Color::red});
  CHECK(all.maps.by_big == std::map<std::int64_t, kinds::Color>{{1, kinds::Color::blue}, {2, kinds::Color::red}});
  CHECK(wkt::refused<kinds::All>(R"({"lists":{"colors":["X",1.5]}})", ignore) ==
        "lists.colors[1]: must be an integer, without a fraction (int_from_float)");
  CHECK_FALSE(wkt::refused<kinds::All>(R"({"plain":{"color":"X"}})").empty());
}

TEST_CASE("numbers that no double holds stop nothing") {
  CHECK(wkt::refused<kinds::Plain>(R"({"small":1e400,"amount":-1e400,"nam":1,"big":1)" + std::string(400, '0') + "}") ==
        "small: must be from -2147483648 to 2147483647 (int_out_of_range)\n"
        "amount: is too large (float_out_of_range)\n"
        "nam: is not a field of Plain; did you mean 'name'? (extra_forbidden)\n"
        "big: must be from -9223372036854775808 to 9223372036854775807 (int_out_of_range)");
  const std::string digits = "1" + std::string(400, '0');
  const auto plain = wkt::decoded<kinds::Plain>(R"({"name":"1e999 \" 1e999","small":)" + digits + R"(e-398,"big":)" +
                                                    digits + R"(e-400,"amount":0.000e999,"x":[1e999,)" + digits + "]}",
                                                {.ignore_unknown = true});
  CHECK(plain.small == 100);
  CHECK(plain.big == 1);
  CHECK(plain.name == "1e999 \" 1e999");
  // What was read before is read once.
  CHECK(wkt::decoded<kinds::Lists>(R"({"smalls":[1,2],"x":1e999})", {.ignore_unknown = true}).smalls.size() == 2);
  CHECK(wkt::refused<kinds::Plain>(R"({"small":1e999,)").starts_with("line 1, column 16: "));
}
