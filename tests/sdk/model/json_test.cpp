// The proto3 JSON mapping: what is accepted, and how it is written.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <duet/codec/json.hpp>
#include <limits>

#include "models.hpp"
#include "samples.hpp"

using namespace kinds;

namespace {

template <class T>
T decoded(const std::string& text, duet::JsonOptions options = {}) {
  T value;
  duet::DecodeIssues issues;
  const bool ok = duet::decode_json(text, value, options, issues);
  INFO(text, " ", issues.malformed);
  for (const auto& v : issues.violations) MESSAGE(v.field, " ", v.message);
  REQUIRE(ok);
  REQUIRE(issues.ok());
  return value;
}

template <class T>
std::string encoded(const T& value, duet::JsonOptions options = {}) {
  std::string text = "kept";
  REQUIRE(duet::encode_json(value, text, options));
  return text.substr(4);
}

struct Wide {
  int f00 = 0, f01 = 0, f02 = 0, f03 = 0, f04 = 0, f05 = 0, f06 = 0, f07 = 0, f08 = 0, f09 = 0;
  int f10 = 0, f11 = 0, f12 = 0, f13 = 0, f14 = 0, f15 = 0, f16 = 0, f17 = 0, f18 = 0, f19 = 0;
  int f20 = 0, f21 = 0, f22 = 0, f23 = 0, f24 = 0, f25 = 0, f26 = 0, f27 = 0, f28 = 0, f29 = 0;
  int f30 = 0, f31 = 0, f32 = 0, f33 = 0, f34 = 0, f35 = 0, f36 = 0, f37 = 0, f38 = 0, f39 = 0;
  int f40 = 0, f41 = 0, f42 = 0, f43 = 0, f44 = 0, f45 = 0, f46 = 0, f47 = 0, f48 = 0, f49 = 0;
  int f50 = 0, f51 = 0, f52 = 0, f53 = 0, f54 = 0, f55 = 0, f56 = 0, f57 = 0, f58 = 0, f59 = 0;
  int f60 = 0, f61 = 0, f62 = 0, f63 = 0, f64 = 0, f65 = 0;
};
DUET_MODEL(Wide, DUET_FIELD(1, f00), DUET_FIELD(2, f01), DUET_FIELD(3, f02), DUET_FIELD(4, f03), DUET_FIELD(5, f04),
           DUET_FIELD(6, f05), DUET_FIELD(7, f06), DUET_FIELD(8, f07), DUET_FIELD(9, f08), DUET_FIELD(10, f09),
           DUET_FIELD(11, f10), DUET_FIELD(12, f11), DUET_FIELD(13, f12), DUET_FIELD(14, f13), DUET_FIELD(15, f14),
           DUET_FIELD(16, f15), DUET_FIELD(17, f16), DUET_FIELD(18, f17), DUET_FIELD(19, f18), DUET_FIELD(20, f19),
           DUET_FIELD(21, f20), DUET_FIELD(22, f21), DUET_FIELD(23, f22), DUET_FIELD(24, f23), DUET_FIELD(25, f24),
           DUET_FIELD(26, f25), DUET_FIELD(27, f26), DUET_FIELD(28, f27), DUET_FIELD(29, f28), DUET_FIELD(30, f29),
           DUET_FIELD(31, f30), DUET_FIELD(32, f31), DUET_FIELD(33, f32), DUET_FIELD(34, f33), DUET_FIELD(35, f34),
           DUET_FIELD(36, f35), DUET_FIELD(37, f36), DUET_FIELD(38, f37), DUET_FIELD(39, f38), DUET_FIELD(40, f39),
           DUET_FIELD(41, f40), DUET_FIELD(42, f41), DUET_FIELD(43, f42), DUET_FIELD(44, f43), DUET_FIELD(45, f44),
           DUET_FIELD(46, f45), DUET_FIELD(47, f46), DUET_FIELD(48, f47), DUET_FIELD(49, f48), DUET_FIELD(50, f49),
           DUET_FIELD(51, f50), DUET_FIELD(52, f51), DUET_FIELD(53, f52), DUET_FIELD(54, f53), DUET_FIELD(55, f54),
           DUET_FIELD(56, f55), DUET_FIELD(57, f56), DUET_FIELD(58, f57), DUET_FIELD(59, f58), DUET_FIELD(60, f59),
           DUET_FIELD(61, f60), DUET_FIELD(62, f61), DUET_FIELD(63, f62), DUET_FIELD(64, f63), DUET_FIELD(65, f64),
           DUET_FIELD(66, f65));

}  // namespace

TEST_CASE("every kind of field survives JSON") {
  const All all = samples::full();
  CHECK(decoded<All>(encoded(all)) == all);
  CHECK(decoded<All>("{}") == All{});
  CHECK(encoded(All{}) == "{}");
}

TEST_CASE("known text") {
  Plain plain{true, -1, -2, 3, 4, 0.1F, 1e20, "a\"\\\n\x01é", duet::Bytes("\xfb\xff\x00x"), Color::blue};
  CHECK(encoded(plain) ==
        R"({"small":-1,"flag":true,"big":"-2","smallCount":3,"bigCount":"4","ratio":0.1,"amount":1e+20,)"
        R"("name":"a\"\\\n\u0001é","data":"+/8=","color":"COLOR_BLUE"})");
  Maps maps;
  maps.by_flag = {{false, 1}, {true, 2}};
  maps.by_big_count = {{7, duet::Bytes("a")}};
  maps.by_name = {{"a\"b", 0.5}};
  CHECK(encoded(maps) == R"({"byFlag":{"false":1,"true":2},"byBigCount":{"7":"YQ=="},"byName":{"a\"b":0.5}})");
}

TEST_CASE("integers are read as numbers or strings, with a fraction or exponent that makes them whole") {
  for (const char* text :
       {"100000", "\"100000\"", "100000.000", "1e5", "\"1e5\"", "1E+5", "10000000e-2", "\"1\\u00300000\"", "0.1e6"})
    CHECK(decoded<Plain>(std::string("{\"small\":") + text + "}").small == 100000);
  for (const char* text : {"0", "-0", "0.0", "0e5", "\"-0\"", "-0.000e-7"})
    CHECK(decoded<Plain>(std::string("{\"small\":") + text + "}").small == 0);
  CHECK(decoded<Plain>(R"({"small":-2147483648})").small == std::numeric_limits<std::int32_t>::min());
  CHECK(decoded<Plain>(R"({"smallCount":4294967295})").small_count == 4294967295U);
}

TEST_CASE("64 bit integers are exact, quoted or not") {
  CHECK(decoded<Plain>(R"({"big":9007199254740993})").big == 9007199254740993);
  CHECK(decoded<Plain>(R"({"big":"-9223372036854775808"})").big == std::numeric_limits<std::int64_t>::min());
  CHECK(decoded<Plain>(R"({"bigCount":18446744073709551615})").big_count == std::numeric_limits<std::uint64_t>::max());
  CHECK(decoded<Plain>(R"({"bigCount":1844674407370955161.5e1})").big_count ==
        std::numeric_limits<std::uint64_t>::max());
}

TEST_CASE("floating numbers round correctly, and the special ones are quoted") {
  CHECK(decoded<Plain>(R"({"amount":0.1,"ratio":0.1})").ratio == 0.1F);
  CHECK(decoded<Plain>(R"({"amount":"1.5e300"})").amount == 1.5e300);
  CHECK(decoded<Plain>(R"({"amount":1.7976931348623157e308})").amount == std::numeric_limits<double>::max());
  CHECK(decoded<Plain>(R"({"amount":4.9406564584124654e-324})").amount > 0);
  CHECK(decoded<Plain>(R"({"amount":1e-400,"ratio":-1e-60})").amount == 0);
  CHECK(std::signbit(decoded<Plain>(R"({"amount":-0})").amount));
  CHECK(std::isnan(decoded<Plain>(R"({"amount":"NaN"})").amount));
  CHECK(decoded<Plain>(R"({"ratio":"-Infinity"})").ratio == -std::numeric_limits<float>::infinity());
  Plain plain;
  plain.amount = std::numeric_limits<double>::quiet_NaN();
  plain.ratio = std::numeric_limits<float>::infinity();
  CHECK(encoded(plain) == R"({"ratio":"Infinity","amount":"NaN"})");
  plain.amount = -0.0;
  CHECK(encoded(plain) == R"({"ratio":"Infinity","amount":-0.0})");
}

TEST_CASE("decimal numbers are written as people write them") {
  samples::Random random(5);
  for (int round = 0; round < 20000; ++round) {
    static constexpr double kScales[] = {1, 10, 100, 1000, 10000};
    Plain plain;
    plain.amount = (static_cast<double>(random.below(1ULL << random.below(48))) - 1e6) / kScales[random.below(5)];
    std::array<char, 64> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), plain.amount, std::chars_format::fixed).ptr;
    const std::string expected(text.data(), end);
    CHECK(encoded(plain) == (plain.amount == 0 ? "{}" : "{\"amount\":" + expected + "}"));
  }
  for (const auto& [value, text] : {std::pair{1e5, "100000"},
                                    {-0.05, "-0.05"},
                                    {1e20, "1e+20"},
                                    {1e-7, "1e-07"},
                                    {0.30000000000000004, "0.30000000000000004"},
                                    {9999999999.9999, "9999999999.9999"}}) {
    Plain plain;
    plain.amount = value;
    CHECK(encoded(plain) == std::string("{\"amount\":") + text + "}");
    CHECK(decoded<Plain>(encoded(plain)) == plain);
  }
}

TEST_CASE("strings are escaped wherever the character stands") {
  for (std::size_t at = 0; at < 20; ++at) {
    for (const char* c : {"\"", "\\", "\n", "\x1f", "\x7f", "é", "\xc2\xa2"}) {
      Plain plain;
      plain.name = std::string(at, 'x') + c + std::string(19 - at, 'y') + c;
      const std::string text = encoded(plain);
      CHECK(decoded<Plain>(text) == plain);
      CHECK(std::none_of(text.begin(), text.end(), [](char x) { return x >= 0 && x < 0x20; }));
    }
  }
}

TEST_CASE("strings with escapes, pairs of surrogates and NUL") {
  CHECK(decoded<Plain>(R"({"name":"\ud83d\ude00\u00e9\/\b"})").name == "😀é/\b");
  CHECK(decoded<Plain>(R"({"name":"a\u0000b"})").name == std::string("a\0b", 3));
  CHECK(encoded(decoded<Plain>(R"({"name":"a\u0000b"})")) == R"({"name":"a\u0000b"})");
  CHECK(decoded<Plain>("{\"name\":\"\xed\x9f\xbf\xee\x80\x80\"}").name == "\xed\x9f\xbf\xee\x80\x80");
}

TEST_CASE("bytes in either alphabet, padded or not, with left-over bits") {
  for (const char* text : {"+/8=", "+/8", "-_8", "-_8=", "+/9"})
    CHECK(decoded<Plain>(std::string("{\"data\":\"") + text + "\"}").data.value == "\xfb\xff");
  CHECK(decoded<Plain>(R"({"data":""})").data.empty());
  CHECK(decoded<Plain>(R"({"data":"YQ"})").data.value == "a");
  CHECK(decoded<Plain>(R"({"data":"YWJj"})").data.value == "abc");
}

TEST_CASE("enums by name, alias or number; unknown numbers stay numbers") {
  CHECK(decoded<Plain>(R"({"color":"COLOR_CRIMSON"})").color == Color::red);
  CHECK(encoded(decoded<Plain>(R"({"color":"COLOR_CRIMSON"})")) == R"({"color":"COLOR_RED"})");
  CHECK(decoded<Plain>(R"({"color":7})").color == Color::blue);
  CHECK(encoded(decoded<Plain>(R"({"color":-12})")) == R"({"color":-12})");
}

TEST_CASE("both spellings of a name are read, and white space is free") {
  CHECK(decoded<Plain>(R"({"small_count":5})").small_count == 5);
  CHECK(decoded<Plain>(" \r\n\t{ \"smallCount\" :\t5 } \n").small_count == 5);
  CHECK(decoded<rules::Item>(R"({"sku":"a"})").code == "a");
  CHECK(decoded<rules::Item>(R"({"code":"a"})").code == "a");
}

TEST_CASE("null leaves a field unset") {
  CHECK(decoded<Plain>(R"({"flag":null,"small":null,"name":null,"data":null,"color":null})") == Plain{});
  CHECK(decoded<Optionals>(R"({"small":null,"message":null,"name":null})") == Optionals{});
  CHECK(decoded<All>(R"({"lists":{"names":null},"maps":{"byName":null},"plain":null})") == All{});
}

TEST_CASE("presence: an optional keeps a zero, a plain field does not show it") {
  CHECK(encoded(decoded<Optionals>(R"({"small":0,"name":"","message":{}})")) ==
        R"({"small":0,"name":"","message":{}})");
  CHECK(encoded(decoded<Plain>(R"({"small":0,"name":""})")) == "{}");
  CHECK(encoded(decoded<Outer>(R"({"plain":{},"maybe":{}})")) == R"({"maybe":{}})");
}

TEST_CASE("defaults can be written, but for what has presence") {
  CHECK(encoded(Outer{{1, {}}, {}}, {.write_defaults = true}) == R"({"plain":{"n":1,"children":[]}})");
  CHECK(encoded(Optionals{}, {.write_defaults = true}) == "{}");
  CHECK(encoded(Plain{}, {.write_defaults = true}) ==
        R"({"small":0,"flag":false,"big":"0","smallCount":0,"bigCount":"0","ratio":0,"amount":0,"name":"","data":"",)"
        R"("color":"COLOR_UNSPECIFIED"})");
}

TEST_CASE("unknown fields can be ignored, whatever is in them") {
  CHECK(decoded<Plain>(R"({"x":[{"small":1,"small":"\u0041"},[[]],null,1e5],"small":2,"y":{"z":{}}})",
                       {.ignore_unknown = true})
            .small == 2);
}

TEST_CASE("a model with more than 64 fields") {
  CHECK(decoded<Wide>(R"({"f65":1,"f00":2,"f64":3,"f63":4})").f64 == 3);
  Wide wide;
  duet::DecodeIssues issues;
  CHECK_FALSE(duet::decode_json(R"({"f65":1,"f64":1,"f65":2})", wide, {}, issues));
  CHECK(issues.violations.at(0).type == "duplicate_key");
}

TEST_CASE("100 levels are read") {
  std::string text = "{\"n\":1}";
  for (int i = 0; i < 49; ++i) text = "{\"children\":[" + text + "]}";
  CHECK(decoded<Outer::Nested>(text).children.size() == 1);  // 99
  const std::string lists = std::string(99, '[') + std::string(99, ']');
  CHECK(decoded<Outer::Nested>("{\"x\":" + lists + "}", {.ignore_unknown = true}).n == 0);  // 100
  for (const std::string& deeper : {"{\"children\":[" + text + "]}", "{\"x\":[" + lists + "]}"}) {
    Outer::Nested value;
    duet::DecodeIssues issues;
    CHECK_FALSE(duet::decode_json(deeper, value, {.ignore_unknown = true}, issues));
    CHECK(issues.malformed.find("deeper than 100 levels") != std::string::npos);
  }
}

TEST_CASE("one field as the whole body") {
  All all;
  duet::DecodeIssues issues;
  CHECK(duet::decode_json_field(R"({"small":3})", "plain", all, {}, issues));
  CHECK(all.plain.small == 3);
  Lists lists;
  CHECK(duet::decode_json_field("[1,2]", "smalls", lists, {}, issues));
  CHECK(lists.smalls.size() == 2);
  Optionals optionals;
  CHECK(duet::decode_json_field("\"x\"", "name", optionals, {}, issues));
  CHECK(duet::decode_json_field("5", "bigCount", optionals, {}, issues));
  CHECK(duet::decode_json_field("null", "message", optionals, {}, issues));
  CHECK(optionals.name == "x");
  CHECK(optionals.big_count == 5U);
  CHECK_FALSE(optionals.message.has_value());

  std::string out;
  CHECK(duet::encode_json_field(lists, "smalls", out));
  CHECK(duet::encode_json_field(optionals, "big_count", out));
  CHECK(duet::encode_json_field(optionals, "amount", out));
  CHECK(out == "[1,2]\"5\"null");
  CHECK_FALSE(duet::encode_json_field(optionals, "nothing", out));

  CHECK_FALSE(duet::decode_json_field(R"({"names":[1]})", "lists", all, {}, issues));
  CHECK(issues.violations.at(0).field == "lists.names[0]");
  issues = {};
  CHECK_FALSE(duet::decode_json_field("1", "lizts", all, {}, issues));
  CHECK(issues.violations.at(0).message == "is not a field of All; did you mean 'lists'?");
}

TEST_CASE("a string that is not UTF-8 is not written") {
  Lists lists;
  lists.names = {"ok", "\xff"};
  std::string out = "kept";
  duet::EncodeError error;
  CHECK_FALSE(duet::encode_json(lists, out, {}, &error));
  CHECK(out == "kept");
  CHECK(error.message() == "the field 'names' has text that is not UTF-8");
}
