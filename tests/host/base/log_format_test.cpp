#include "base/log_format.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace log = duet::base::log;

namespace {

constexpr std::int64_t kTimeNs = 1'769'854'272'345'999'999;  // 2026-01-31T10:11:12.345999999Z

std::string console(std::string_view message, const std::vector<log::Field>& fields = {}, bool colour = false) {
  std::string out;
  log::append_console_line(out, {kTimeNs, log::Level::info, message, fields}, colour);
  return out;
}

std::string json(std::string_view message, const std::vector<log::Field>& fields = {}) {
  std::string out;
  log::append_json_line(out, {kTimeNs, log::Level::warn, message, fields});
  return out;
}

}  // namespace

TEST_CASE("a console line") {
  CHECK(console("plugin loaded", {{"plugin", "items"}, {"routes", "5"}}) ==
        "2026-01-31T10:11:12.345Z info  plugin loaded plugin=items routes=5\n");
}

TEST_CASE("values are quoted when they could be misread") {
  CHECK(console("m", {{"a", ""}, {"b", "two words"}, {"c", "x=y"}, {"d", R"(a"b\c)"}}) ==
        "2026-01-31T10:11:12.345Z info  m a=\"\" b=\"two words\" c=\"x=y\" d=\"a\\\"b\\\\c\"\n");
}

TEST_CASE("a console line cannot be forged") {
  const std::string line = console("hi\n2026-01-31T10:11:12.345Z error forged\x1b[2J",
                                   {{"user", "eve\r\nroot"}, {"bad key\n", "\xFF\xC2\x9B"}, {"sep", "\xE2\x80\xA8"}});
  CHECK(line ==
        "2026-01-31T10:11:12.345Z info  hi\\n2026-01-31T10:11:12.345Z error forged\\x1b[2J "
        "user=\"eve\\r\\nroot\" bad_key_=\"\\xff\\u009b\" sep=\"\\u2028\"\n");
}

TEST_CASE("text that is not ASCII stays readable") {
  CHECK(console("gr\xC3\xBC\xC3\x9F").ends_with("info  gr\xC3\xBC\xC3\x9F\n"));
}

TEST_CASE("colour marks the level and nothing else") {
  CHECK(console("m", {}, true) == "2026-01-31T10:11:12.345Z \x1b[32minfo\x1b[0m  m\n");
}

TEST_CASE("a JSON line") {
  CHECK(json("slow \"call\"", {{"method", "items.v1.Items/GetItem"}, {"raw", "a\n\xFF"}}) ==
        "{\"ts\":\"2026-01-31T10:11:12.345Z\",\"level\":\"warn\",\"msg\":\"slow \\\"call\\\"\","
        "\"method\":\"items.v1.Items/GetItem\",\"raw\":\"a\\n\xEF\xBF\xBD\"}\n");
}

TEST_CASE("no field takes the place of the line's own") {
  CHECK(json("m", {{"level", "error"}, {"msg", "x"}}) ==
        "{\"ts\":\"2026-01-31T10:11:12.345Z\",\"level\":\"warn\",\"msg\":\"m\",\"field.level\":\"error\","
        "\"field.msg\":\"x\"}\n");
}

TEST_CASE("times before 1970 and on leap days") {
  std::string out;
  log::append_json_line(out, {-1, log::Level::info, "m", {}});
  CHECK(out.starts_with(R"({"ts":"1969-12-31T23:59:59.999Z")"));
  out.clear();
  log::append_json_line(out, {1'709'164'800'000'000'000, log::Level::info, "m", {}});
  CHECK(out.starts_with(R"({"ts":"2024-02-29T00:00:00.000Z")"));
}
