// Rules of messages as a whole: checks across fields, oneofs, bundles; and what rules cost.
#include <cstdlib>
#include <duet/model.hpp>
#include <map>
#include <new>
#include <variant>

#include "rich_models.hpp"
#include "violations.hpp"

namespace {

std::size_t allocations = 0;

struct Span {
  std::int32_t start = 0, end = 0;
};
void check_order(const Span& span, duet::Checks& checks) {
  if (span.end <= span.start) checks.fail("end", "must be after start", "end_before_start");
}
void check_sum(const Span& span, duet::Checks& checks) noexcept {
  if (span.start + span.end == 13) checks.fail("", "start and end must not make 13");
}
DUET_MODEL(Span, duet::check(&check_order, "check_order"), duet::check(&check_sum), DUET_FIELD(1, start, duet::ge(0)),
           DUET_FIELD(2, end));

struct Plan {
  Span whole;
  std::vector<Span> parts;
  std::map<std::string, Span> named;
};
void check_parts(const Plan& plan, duet::Checks& checks) {
  for (std::size_t i = 0; i < plan.parts.size(); ++i)
    if (plan.parts[i].end > plan.whole.end) checks.fail("parts[" + std::to_string(i) + "].end", "must be within whole");
}
DUET_MODEL(Plan, duet::check(&check_parts), DUET_FIELD(1, whole), DUET_FIELD(2, parts), DUET_FIELD(3, named));

struct Choice {
  std::variant<std::monostate, std::string, Span> payload;
  std::variant<std::monostate, std::int32_t> other;
};
DUET_MODEL(Choice,
           DUET_ONEOF(payload, duet::required, DUET_MEMBER(1, text, duet::min_length(2)),
                      DUET_MEMBER(2, struct_, duet::name("struct"))),
           DUET_ONEOF(other, DUET_MEMBER(3, number, duet::gt(0))));

inline constexpr auto kShort = duet::rules(duet::max_length(3), duet::prefix("a"));
inline constexpr auto kList = duet::rules(kShort, duet::max_items(2), duet::doc("Short ones."));
struct Bundled {
  std::vector<std::string> list;
  std::map<std::string, std::string> map;
  std::variant<std::monostate, std::string> one;
};
DUET_MODEL(Bundled, DUET_FIELD(1, list, kList, duet::unique), DUET_FIELD(2, map, duet::keys(kShort), kShort),
           DUET_ONEOF(one, DUET_MEMBER(3, text, kShort)));

struct Bare {
  std::vector<std::string> texts;
  std::vector<Bare> more;
  std::map<std::int32_t, Bare> by_number;
  std::string ruled_but_ours;
};
DUET_MODEL(Bare, DUET_FIELD(1, texts), DUET_FIELD(2, more), DUET_FIELD(3, by_number),
           DUET_FIELD(4, ruled_but_ours, duet::output_only, duet::email));

}  // namespace

// Counts what the rules take.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

TEST_CASE("a check is told with the path of its message, and all checks run") {
  Plan plan{{0, 5}, {{0, 1}, {3, 3}}, {{"a", {6, 7}}}};
  CHECK(check(plan) == Vs{{"parts[1].end", "must be after start", "end_before_start"},
                          {"named[\"a\"]", "start and end must not make 13", "invalid"}});
  CHECK(check(Span{7, 6}) ==
        Vs{{"end", "must be after start", "end_before_start"}, {"", "start and end must not make 13", "invalid"}});
  CHECK(check(Span{0, 1}) == Vs{});
}

TEST_CASE("a check runs when the fields of its message hold, and what is within them") {
  CHECK(check(Span{-1, -2}) == Vs{{"start", "must be >= 0", "greater_than_equal"}});
  Plan plan{{0, 5}, {{0, 9}}, {}};
  CHECK(check(plan) == Vs{{"parts[0].end", "must be within whole", "invalid"}});
  plan.parts.push_back({-1, 1});
  CHECK(check(plan) == Vs{{"parts[1].start", "must be >= 0", "greater_than_equal"}});
}

TEST_CASE("checks are left out where fields could not be read, rules of fields are not") {
  CHECK(check(Span{2, 1}, duet::Extent::kFields) == Vs{});
  CHECK(check(Span{-2, -3}, duet::Extent::kFields) == Vs{{"start", "must be >= 0", "greater_than_equal"}});
}

TEST_CASE("checks of a hostile message end at the limit too") {
  Plan plan{{0, 5}, std::vector<Span>(1000), {}};
  CHECK(check(plan).size() == duet::kMaxViolations);
}

TEST_CASE("a required oneof has one of its members set, and the rules of that one hold") {
  Choice choice;
  CHECK(check(choice) == Vs{{"payload", "is required: set one of text, struct", "missing"}});
  choice.payload = "a";
  choice.other = 0;
  CHECK(check(choice) ==
        Vs{{"text", "must have at least 2 characters", "string_too_short"}, {"number", "must be > 0", "greater_than"}});
  choice.payload = Span{1, 1};
  choice.other = 1;
  CHECK(check(choice) == Vs{{"struct.end", "must be after start", "end_before_start"}});
}

TEST_CASE("a bundle is what is in it, wherever it stands") {
  CHECK(check(Bundled{{"a"}, {{"a", "a"}}, "a"}) == Vs{});
  CHECK(check(Bundled{{"a", "b", "abcd"}, {{"b", "abcd"}}, "abcd"}) ==
        Vs{{"list", "must have at most 2 items", "too_many_items"},
           {"list[1]", "must start with \"a\"", "prefix_mismatch"},
           {"list[2]", "must have at most 3 characters", "string_too_long"},
           {"map[\"b\"]", "key must start with \"a\"", "key_prefix_mismatch"},
           {"map[\"b\"]", "must have at most 3 characters", "string_too_long"},
           {"text", "must have at most 3 characters", "string_too_long"}});
  CHECK(duet::detail::FieldOf<Bundled, 0>::kDoc == "Short ones.");
}

TEST_CASE("a model without rules is known as such, however it is nested") {
  CHECK_FALSE(duet::detail::kHasRules<Bare>);
  CHECK_FALSE(duet::detail::kHasRules<duet::Struct>);
  CHECK(duet::detail::kHasRules<Plan>);
  CHECK(duet::detail::kHasRules<Choice>);
  CHECK(duet::detail::kHasRules<rich::Odd>);
  CHECK(duet::detail::kHasRules<rich::Everything>);
  Bare bare;
  bare.ruled_but_ours = "not checked";
  CHECK(check(bare) == Vs{});
}

TEST_CASE("rules take no memory until one is broken") {
  const Plan plan{{0, 50}, std::vector<Span>(100, Span{1, 2}), {{"a", {0, 1}}}};
  const Bundled bundled{{"a", "ab"}, {{"abc", "abc"}}, "a"};
  duet::Violations violations;
  const std::size_t before = allocations;
  duet::validate(plan, violations);
  duet::validate(bundled, violations);
  const std::size_t after = allocations;
  CHECK(after == before);
  CHECK(violations == Vs{});
  duet::validate(Span{}, violations);
  CHECK(allocations > after);
}
