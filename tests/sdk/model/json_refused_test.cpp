// JSON that is refused: text that is no JSON, with its place, and values that do not fit, all of them.
#include <doctest/doctest.h>

#include <duet/codec/json.hpp>

#include "models.hpp"
#include "samples.hpp"

using namespace kinds;

namespace {

template <class T>
duet::DecodeIssues issues_of(std::string_view text) {
  T value;
  duet::DecodeIssues issues;
  INFO(std::string(text));
  CHECK_FALSE(duet::decode_json(text, value, {}, issues));
  CHECK_FALSE(issues.ok());
  return issues;
}

// The type of the one violation that a value of `field` makes.
template <class T>
std::string misfit(const std::string& field, const std::string& value) {
  const duet::DecodeIssues issues = issues_of<T>("{\"" + field + "\":" + value + "}");
  INFO(field, " ", value, " ", issues.malformed);
  REQUIRE(issues.violations.size() == 1);
  return issues.violations[0].type;
}

template <class T = Plain>
std::string malformed(std::string_view text) {
  const duet::DecodeIssues issues = issues_of<T>(text);
  CHECK(issues.violations.empty());
  CHECK_FALSE(issues.malformed.empty());
  return issues.malformed;
}

}  // namespace

TEST_CASE("text that is not JSON is refused with line and column") {
  CHECK(malformed("") == "line 1, column 1: The document is empty.");
  CHECK(malformed("{\n  \"small\": 1,\n}").starts_with("line 3, column 1: "));
  for (const char* text : {"{",
                           "}",
                           "{]",
                           "{\"small\":1",
                           "{\"small\":1,}",
                           "{\"small\" 1}",
                           "{small:1}",
                           "{'small':1}",
                           "{\"small\":1}/**/",
                           "{\"small\":1}//",
                           "/**/{}",
                           "{} {}",
                           "{}x",
                           "{\"small\":+1}",
                           "{\"small\":01}",
                           "{\"small\":1.}",
                           "{\"small\":.5}",
                           "{\"small\":1e}",
                           "{\"small\":0x1}",
                           "{\"amount\":NaN}",
                           "{\"amount\":Infinity}",
                           "{\"amount\":-Infinity}",
                           "{\"flag\":True}",
                           "{\"flag\":tru}",
                           "{\"name\":\"a\nb\"}",
                           "{\"name\":\"\\x41\"}",
                           "{\"name\":\"\\u12g4\"}",
                           "{\"name\":\"abc}",
                           "{\"smalls\":[1,]}",
                           "[1 2]",
                           "nul",
                           "\xef\xbb\xbf{}"})
    malformed(text);
}

TEST_CASE("a NUL is not the end") {
  malformed(std::string_view("{}\0", 3));
  malformed(std::string_view("{}\0{}", 5));
  malformed(std::string_view("{\"name\":\"a\0b\"}", 14));
  malformed(std::string_view("\0{}", 3));
}

TEST_CASE("invalid UTF-8 and lone surrogates are refused wherever they are") {
  CHECK(malformed("{\"name\":\n\"\xff\"}") == "line 2, column 2: invalid UTF-8");
  CHECK(malformed("{\"\xc0\x80\":1}").find("invalid UTF-8") != std::string::npos);
  for (const char* text :
       {R"({"name":"\ud83d"})", R"({"name":"\ude00"})", R"({"name":"\ude00\ud83d"})", R"({"name":"\ud83dx"})",
        R"({"name":"\ud83d\u0041"})", R"({"\udfff":1})", R"({"x":["\udc00"]})"})
    CHECK(malformed(text).find("surrogate") != std::string::npos);
}

TEST_CASE("too deep a text is refused before it can hurt") {
  CHECK(malformed(std::string(1000000, '[')).find("deeper than 100 levels") != std::string::npos);
  std::string text;
  for (int i = 0; i < 200000; ++i) text += "{\"children\":[";
  CHECK(malformed<Outer::Nested>(text).find("deeper than 100 levels") != std::string::npos);
}

TEST_CASE("values that do not fit a number") {
  for (const char* field : {"small", "big", "smallCount", "bigCount"}) {
    for (const char* text : {"true", "[]", "{}"}) CHECK(misfit<Plain>(field, text) == "int_type");
    for (const char* text : {"\"\"", "\" 1\"", "\"1 \"", "\"12abc\"", "\"+1\"", "\"01\"", "\"1.\"", "\"0x1\"", "\"-\"",
                             "\"NaN\"", "\"1\\u0000\"", "\"1e\"", "\".5\""})
      CHECK(misfit<Plain>(field, text) == "int_parsing");
    for (const char* text : {"0.5", "\"0.5\"", "1e-1", "10.01e1"})
      CHECK(misfit<Plain>(field, text) == "int_from_float");
    for (const char* text : {"18446744073709551616", "1e20", "1e300", "\"1e536870000\"", "1e536870000", "-1e20",
                             "99999999999999999999999999"})
      CHECK(misfit<Plain>(field, text) == "int_out_of_range");
  }
  CHECK(misfit<Plain>("small", "2147483648") == "int_out_of_range");
  CHECK(misfit<Plain>("small", "-2147483649") == "int_out_of_range");
  CHECK(misfit<Plain>("big", "9223372036854775808") == "int_out_of_range");
  CHECK(misfit<Plain>("smallCount", "-1") == "int_out_of_range");
  CHECK(misfit<Plain>("smallCount", "4294967296") == "int_out_of_range");
  CHECK(misfit<Plain>("amount", "true") == "float_type");
  CHECK(misfit<Plain>("amount", "\"\"") == "float_parsing");
  CHECK(misfit<Plain>("amount", "\"nan\"") == "float_parsing");
  CHECK(misfit<Plain>("amount", "\"1.5 \"") == "float_parsing");
  CHECK(misfit<Plain>("amount", "1e309") == "float_out_of_range");
  CHECK(misfit<Plain>("amount", "\"-1e309\"") == "float_out_of_range");
  CHECK(misfit<Plain>("ratio", "3.5e38") == "float_out_of_range");
}

TEST_CASE("values that do not fit another type") {
  CHECK(misfit<Plain>("flag", "1") == "bool_type");
  CHECK(misfit<Plain>("flag", "\"true\"") == "bool_type");
  CHECK(misfit<Plain>("name", "1") == "string_type");
  CHECK(misfit<Plain>("name", "{}") == "string_type");
  CHECK(misfit<Plain>("data", "1") == "bytes_type");
  for (const char* text : {"\"A\"", "\"A===\"", "\"AA=\"", "\"AAAA=\"", "\"AA A\"", "\"A*==\"", "\"=\"", "\"A=AA\""})
    CHECK(misfit<Plain>("data", text) == "bytes_invalid_encoding");
  CHECK(misfit<Plain>("color", "\"COLOR_REDD\"") == "enum");
  CHECK(misfit<Plain>("color", "\"1\"") == "enum");
  CHECK(misfit<Plain>("color", "true") == "enum");
  CHECK(misfit<Plain>("color", "0.5") == "int_from_float");
  CHECK(misfit<All>("plain", "[]") == "model_type");
  CHECK(misfit<All>("plain", "1") == "model_type");
  CHECK(misfit<Lists>("smalls", "1") == "list_type");
  CHECK(misfit<Lists>("smalls", "{\"a\":1}") == "list_type");
  CHECK(misfit<Lists>("smalls", "[[1]]") == "int_type");
  CHECK(misfit<Lists>("smalls", "[null]") == "int_type");
  CHECK(misfit<Lists>("messages", "[null]") == "model_type");
  CHECK(misfit<Lists>("messages", "[1]") == "model_type");
  CHECK(misfit<Maps>("byName", "[]") == "dict_type");
  CHECK(misfit<Maps>("byName", "{\"a\":null}") == "float_type");
  CHECK(misfit<Maps>("messages", "{\"a\":null}") == "model_type");
  CHECK(misfit<Maps>("byFlag", "{\"True\":1}") == "bool_parsing");
  CHECK(misfit<Maps>("bySmall", "{\"a\":\"\"}") == "int_parsing");
}

TEST_CASE("the root must be an object") {
  for (const char* text : {"null", "[]", "1", "\"a\"", "true"}) {
    const auto issues = issues_of<Plain>(text);
    CHECK(issues.violations.at(0).type == "model_type");
    CHECK(issues.violations.at(0).field.empty());
  }
}

TEST_CASE("duplicates are refused in either spelling, in maps by value") {
  CHECK(misfit<Plain>("small", "1,\"small\":2") == "duplicate_key");
  CHECK(misfit<Plain>("smallCount", "1,\"small_count\":null") == "duplicate_key");
  CHECK(misfit<Maps>("byName", "{\"a\":1,\"a\":2}") == "duplicate_key");
  CHECK(misfit<Maps>("bySmall", "{\"1\":\"\",\"1.0\":\"\"}") == "duplicate_key");
}

TEST_CASE("every misfit is listed, with its path") {
  const auto issues = issues_of<All>(
      R"({"plain":{"flag":1,"nam":"x","small":"x"},)"
      R"("lists":{"messages":[{},{"maybe":{"n":{"a":[1,{}]}}}],"names":["a",2]},)"
      R"("maps":{"messages":{"k\"":{"children":[{"n":1.5}]}},"byName":{"b":"x"}},"extra":{"plain":{}},"outer":[]})");
  std::string text;
  for (const auto& v : issues.violations) text += v.field + ": " + v.message + "\n";
  CHECK(text ==
        "plain.flag: must be true or false, not a number\n"
        "plain.nam: is not a field of Plain; did you mean 'name'?\n"
        "plain.small: must be an integer\n"
        "lists.messages[1].maybe.n: must be an integer, not an object\n"
        "lists.names[1]: must be a string, not a number\n"
        "maps.messages[\"k\\\"\"].children[0].n: must be an integer, without a fraction\n"
        "maps.by_name[\"b\"]: must be a number\n"
        "extra: is not a field of All\n"
        "outer: must be an object, not a list\n");
}

TEST_CASE("a hostile text cannot make more violations than the limit, nor slow ones") {
  std::string text = "{";
  for (int i = 0; i < 20000; ++i) text += "\"x" + std::to_string(i) + "\":1,";
  text += "\"" + std::string(1000000, 'n') + "\":1}";
  CHECK(issues_of<Plain>(text).violations.size() == duet::kMaxViolations);
}

TEST_CASE("every truncation of a valid text is refused as malformed, or is valid without its last blanks") {
  std::string text;
  REQUIRE(duet::encode_json(samples::full(), text));
  for (std::size_t size = 0; size < text.size(); ++size) {
    const std::string cut(text, 0, size);
    All all;
    duet::DecodeIssues issues;
    CHECK_FALSE(duet::decode_json(cut, all, {}, issues));
    CHECK_FALSE(issues.malformed.empty());
  }
}

TEST_CASE("flipped bits end in an answer") {
  std::string text;
  REQUIRE(duet::encode_json(samples::full(), text));
  samples::Random random(2);
  for (int round = 0; round < 5000; ++round) {
    std::string flipped = text;
    for (std::uint64_t n = random.below(3) + 1; n > 0; --n)
      flipped[random.below(flipped.size())] ^= static_cast<char>(1U << random.below(8));
    All all;
    duet::DecodeIssues issues;
    if (!duet::decode_json(flipped, all, {}, issues)) continue;
    std::string again;
    CHECK(duet::encode_json(all, again));
  }
}
