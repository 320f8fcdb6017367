// validate(): each rule, on each shape of field that it fits, and every violation at once.
#include <doctest/doctest.h>
#include <re2/re2.h>

#include <deque>
#include <limits>

#include "models.hpp"
#include "violations.hpp"

namespace {

// The host's pattern extension over RE2, as the host has it.
std::deque<re2::RE2> compiled;
int compilations = 0;

const duet_ext_pattern kTable = {
    sizeof(duet_ext_pattern),
    [](void*, duet_str pattern, duet_error* error) -> const void* {
      ++compilations;
      re2::RE2::Options options;
      options.set_log_errors(false);
      re2::RE2& re = compiled.emplace_back(re2::StringPiece(pattern.data, pattern.size), options);
      if (re.ok()) return &re;
      error->message[re.error().copy(error->message, sizeof error->message - 1)] = '\0';
      return nullptr;
    },
    [](const void* pattern, duet_str text) -> int {
      return re2::RE2::PartialMatch(re2::StringPiece(text.data, text.size), *static_cast<const re2::RE2*>(pattern));
    }};

const bool kEngineSet = [] {
  duet::detail::pattern_engine() = {&kTable, nullptr};
  return true;
}();

rules::Item good() {
  rules::Item item;
  item.name = "caféx";
  item.price = 1;
  item.tags = {"a"};
  item.prices = {{"eur", 1}};
  item.listed = false;
  item.digest = duet::Bytes("ab");
  item.code = "x";
  item.address = {"Main", 1};
  return item;
}

template <class Change>
duet::Violations changed(Change change) {
  rules::Item item = good();
  change(item);
  return check(item);
}

struct Numbers {
  std::uint64_t big = 1;
  std::int64_t low = 0;
  float ratio = 0.5F;
  std::vector<int> list;
};
DUET_MODEL(Numbers, DUET_FIELD(1, big, duet::gt(0), duet::le(18446744073709551614ULL)),
           DUET_FIELD(2, low, duet::lt(5U)), DUET_FIELD(3, ratio, duet::range(0, 1)),
           DUET_FIELD(4, list, duet::ge(0), duet::lt(3)));

struct Presence {
  std::string text;
  std::vector<int> list;
  std::map<int, int> map;
  std::optional<int> zero;
  GlobalAddress message;
};
DUET_MODEL(Presence, DUET_FIELD(1, text, duet::required, duet::min_length(2)), DUET_FIELD(2, list, duet::required),
           DUET_FIELD(3, map, duet::required), DUET_FIELD(4, zero, duet::required),
           DUET_FIELD(5, message, duet::required));

struct BadPattern {
  std::string text;
  std::vector<BadPattern> more;
};
DUET_MODEL(BadPattern, DUET_FIELD(1, text, duet::pattern("a(")), DUET_FIELD(2, more));

}  // namespace

TEST_CASE("a message that obeys has no violations") { CHECK(check(good()) == Vs{}); }

TEST_CASE("lengths are counted in code points, those of bytes in bytes") {
  CHECK(changed([](auto& i) { i.name = ""; }) == Vs{{"name", "must have 1 to 5 characters", "string_too_short"}});
  CHECK(changed([](auto& i) { i.name = "ééééé"; }) == Vs{});
  CHECK(changed([](auto& i) { i.name = "éééééé"; }) == Vs{{"name", "must have 1 to 5 characters", "string_too_long"}});
  CHECK(changed([](auto& i) { i.digest.value = "é1"; }) ==
        Vs{{"digest", "must have exactly 2 bytes", "bytes_too_long"}});
}

TEST_CASE("a pattern is matched by the host's engine, and compiled once") {
  const Vs expected{{"name", "must match the pattern ^[a-zé]*$", "string_pattern_mismatch"}};
  CHECK(changed([](auto& i) { i.name = "a1"; }) == expected);
  const int before = compilations;
  CHECK(changed([](auto& i) { i.name = "a2"; }) == expected);
  CHECK(compilations == before);
}

TEST_CASE("rules hold for each value of a list or map") {
  CHECK(changed([](auto& i) {
          i.tags = {"abc", "abcd"};
        }) == Vs{{"tags[1]", "must have at most 3 characters", "string_too_long"}});
  CHECK(changed([](auto& i) {
          i.prices = {{"a\"b", 0.5}, {"eur", 2}};
        }) == Vs{{"prices[\"a\\\"b\"]", "must be >= 1", "greater_than_equal"}});
}

TEST_CASE("item rules hold for the list or map itself") {
  CHECK(changed([](auto& i) { i.tags = {}; }) == Vs{{"tags", "must have at least 1 item", "too_few_items"}});
  CHECK(changed([](auto& i) {
          i.tags = {"a", "b", "c"};
        }) == Vs{{"tags", "must have at most 2 items", "too_many_items"}});
}

TEST_CASE("an optional is checked when it is set") {
  CHECK(changed([](auto& i) { i.stock = 10; }) == Vs{});
  CHECK(changed([](auto& i) { i.stock = 11; }) == Vs{{"stock", "must be from 0 to 10", "less_than_equal"}});
  CHECK(changed([](auto& i) { i.stock = -1; }) == Vs{{"stock", "must be from 0 to 10", "greater_than_equal"}});
}

TEST_CASE("number rules are exact for all integers and refuse NaN") {
  CHECK(check(Numbers{}) == Vs{});
  CHECK(
      check(Numbers{std::numeric_limits<std::uint64_t>::max(), 5, std::numeric_limits<float>::quiet_NaN(), {-1, 3}}) ==
      Vs{{"big", "must be <= 18446744073709551614", "less_than_equal"},
         {"low", "must be < 5", "less_than"},
         {"ratio", "must be from 0 to 1", "greater_than_equal"},
         {"list[0]", "must be >= 0", "greater_than_equal"},
         {"list[1]", "must be < 3", "less_than"}});
  CHECK(check(Numbers{0, -1, 0, {}}) == Vs{{"big", "must be > 0", "greater_than"}});
}

TEST_CASE("required means set; the other rules are not reported on top") {
  Vs expected;
  for (const char* field : {"text", "list", "map", "zero", "message"})
    expected.push_back({field, "is required", "missing"});
  CHECK(check(Presence{}) == expected);
  CHECK(check(Presence{"ab", {0}, {{0, 0}}, 0, {"x", 1}}) == Vs{});
}

TEST_CASE("nested messages are checked in every shape") {
  CHECK(changed([](auto& i) {
          i.address.number = 0;
          i.shops = {{"a", 1}, {"", 1}};
        }) == Vs{{"address.number", "must be > 0", "greater_than"},
                 {"shops", "must have at most 1 item", "too_many_items"},
                 {"shops[1].street", "must have at least 1 character", "string_too_short"}});
}

TEST_CASE("every violation is found, but a hostile message cannot make more than the limit") {
  CHECK(check(rules::Item{}).size() == 8);
  Numbers numbers;
  numbers.list.assign(10000, -1);
  CHECK(check(numbers).size() == duet::kMaxViolations);
}

TEST_CASE("all patterns of a model can be compiled ahead, and a bad one is told by name") {
  std::vector<std::string> seen;
  duet::detail::for_each_pattern<rules::Item>([&](const duet::detail::PatternUse& use) {
    seen.push_back(std::string(use.model) + "." + std::string(use.field) + " " + std::string(use.pattern.text));
  });
  CHECK(seen == std::vector<std::string>{"Item.name ^[a-zé]*$"});

  int count = 0;
  duet::detail::for_each_pattern<BadPattern>([&](const duet::detail::PatternUse& use) {
    ++count;
    duet_error error{};
    error.size = sizeof error;
    CHECK(duet::detail::compile_pattern(use.pattern, use.slot, &error) == nullptr);
    CHECK(std::string(error.message).find("missing") != std::string::npos);
  });
  CHECK(count == 1);
}

TEST_CASE("a pattern that cannot be checked lets nothing pass") {
  CHECK(check(BadPattern{"a", {}}).at(0).type == "string_pattern_unavailable");
  const auto engine = duet::detail::pattern_engine();
  duet::detail::pattern_engine() = {};
  duet_error error{};
  error.size = sizeof error;
  duet::detail::PatternSlot slot{nullptr};
  CHECK(duet::detail::compile_pattern({"x"}, slot, &error) == nullptr);
  CHECK(std::string(error.message) == "the host has no extension duet.pattern/1");
  duet::detail::pattern_engine() = engine;
}
