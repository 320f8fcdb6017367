// Models that use every word of the SDK, for tests of what becomes of them in contracts.
#pragma once

#include <cstdint>
#include <duet/model.hpp>
#include <duet/well_known.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rich {

using namespace std::string_view_literals;

enum class Level { unspecified, low, high, top = 2, gone_soon = 5 };
DUET_ENUM(Level, duet::doc("How much it matters."), DUET_VALUE(LEVEL_UNSPECIFIED, Level::unspecified),
          DUET_VALUE(LEVEL_LOW, Level::low, duet::doc("Hardly.")), DUET_VALUE(LEVEL_HIGH, Level::high),
          DUET_VALUE(LEVEL_TOP, Level::top), DUET_VALUE(LEVEL_GONE_SOON, Level::gone_soon, duet::deprecated),
          duet::reserved(3, 4, -1), duet::reserved_range(10, 2147483647), duet::reserved_names("LEVEL_OLD"));

enum class Old { unspecified };
DUET_ENUM(Old, duet::deprecated, DUET_VALUE(OLD_UNSPECIFIED, Old::unspecified));

// Every form that numbers have on the wire.
struct Forms {
  std::int32_t sint32 = 0;
  std::int64_t sint64 = 0;
  std::uint32_t fixed32 = 0;
  std::uint64_t fixed64 = 0;
  std::int32_t sfixed32 = 0;
  std::int64_t sfixed64 = 0;
  std::vector<std::int32_t> one_by_one;
  std::int64_t as_number = 0;
  std::vector<std::uint64_t> as_text;
  std::map<std::int64_t, std::uint32_t> fixed_by_zigzag;
  bool operator==(const Forms&) const = default;
};
DUET_MODEL(Forms, DUET_FIELD(1, sint32, duet::sint, duet::gt(-5)),
           DUET_FIELD(2, sint64, duet::sint, duet::in(-3'000'000'000, 0LL)),
           DUET_FIELD(3, fixed32, duet::fixed, duet::le(4'000'000'000U)),
           DUET_FIELD(4, fixed64, duet::fixed, duet::lt(18446744073709551615U)),
           DUET_FIELD(5, sfixed32, duet::fixed, duet::ge(-2147483647 - 1)),
           DUET_FIELD(6, sfixed64, duet::fixed, duet::not_in(-1, 1)), DUET_FIELD(7, one_by_one, duet::unpacked),
           DUET_FIELD(8, as_number, duet::js_number), DUET_FIELD(9, as_text, duet::js_string),
           DUET_FIELD(10, fixed_by_zigzag, duet::key(duet::sint), duet::fixed, duet::keys(duet::gt(0)), duet::lt(7)));

struct Numbers {
  float ratio = 0;
  double price = 0;
  std::int32_t count = 0;
  std::uint32_t even = 0;
  std::uint64_t big = 0;
  std::int64_t small = 0;
  std::vector<double> steps;
  bool agreed = false;
};
DUET_MODEL(Numbers, DUET_FIELD(1, ratio, duet::range(0, 1), duet::finite, duet::not_in(0.5)),
           DUET_FIELD(2, price, duet::gt(0.0), duet::multiple_of(0.01)), DUET_FIELD(3, count, duet::equals(3)),
           DUET_FIELD(4, even, duet::multiple_of(2), duet::ignore_if_zero),
           DUET_FIELD(5, big, duet::range(1U, 9007199254740993U)), DUET_FIELD(6, small, duet::in(1, 2, 3)),
           DUET_FIELD(7, steps, duet::unique, duet::items(1, 9), duet::lt(10), duet::multiple_of(0.5)),
           DUET_FIELD(8, agreed, duet::equals(true)));

inline constexpr auto kCurrency = duet::rules(duet::length(3, 3), duet::pattern("^[A-Z]+$"));

struct Texts {
  std::string name;
  std::string code;
  std::string plan;
  std::string mail, id, link, place, host, address, address4, address6, day;
  duet::Bytes digest, magic, exact;
  std::map<std::string, std::string> labels;
  std::map<std::string, double> prices;
  std::vector<std::string> days;
};
DUET_MODEL(Texts, DUET_FIELD(1, name, duet::length(1, 80), duet::byte_length(1, 200), duet::not_contains("\n")),
           DUET_FIELD(2, code, duet::prefix("X-"), duet::suffix("\""), duet::contains("é")),
           DUET_FIELD(3, plan, duet::in("free", "paid"), duet::not_in("none")),
           DUET_FIELD(4, mail, duet::email, duet::ignore_if_zero), DUET_FIELD(5, id, duet::uuid),
           DUET_FIELD(6, link, duet::uri), DUET_FIELD(7, place, duet::uri_ref), DUET_FIELD(8, host, duet::hostname),
           DUET_FIELD(9, address, duet::ip), DUET_FIELD(10, address4, duet::ipv4), DUET_FIELD(11, address6, duet::ipv6),
           DUET_FIELD(12, day, duet::date), DUET_FIELD(13, digest, duet::min_length(32), duet::max_length(32)),
           DUET_FIELD(14, magic, duet::prefix("\x7f"sv), duet::suffix("\0"sv), duet::contains("ELF"),
                      duet::max_length(1000)),
           DUET_FIELD(15, exact, duet::equals("\xff\0"sv)),
           DUET_FIELD(16, labels, duet::max_items(8), duet::keys(duet::min_length(1), duet::not_in("id")),
                      duet::max_length(9)),
           DUET_FIELD(17, prices, duet::keys(kCurrency), duet::gt(0.0)), DUET_FIELD(18, days, duet::date));

struct Words {
  std::string given, taken, fixed_for_ever, left, class_;
  std::int64_t total = 0;
  std::optional<std::int32_t> required_zero;
  Level level{};
  std::vector<Level> levels;
  Old old{};
};
DUET_MODEL(Words, duet::doc("Words that are told and not checked."), duet::deprecated, duet::reserved(20, 21),
           duet::reserved_range(1000, 536870911), duet::reserved_names("before", "long_before"),
           DUET_FIELD(1, given, duet::output_only, duet::min_length(3)), DUET_FIELD(2, taken, duet::input_only),
           DUET_FIELD(3, fixed_for_ever, duet::immutable, duet::required),
           DUET_FIELD(4, left, duet::deprecated, duet::doc("Nobody needs it.\nSince long.")),
           DUET_FIELD(5, class_, duet::name("class"), duet::json_name("klass"), duet::example(R"("first")"),
                      duet::example(R"("second")")),
           DUET_FIELD(6, total, duet::default_is("0"), duet::example("42")),
           DUET_FIELD(7, required_zero, duet::required),
           DUET_FIELD(8, level, duet::defined_only, duet::not_in(Level::low)),
           DUET_FIELD(9, levels, duet::unique, duet::in(Level::low, Level::high)), DUET_FIELD(10, old));

struct Times {
  std::optional<duet::Timestamp> born, due, near, one_of;
  std::optional<duet::Duration> wait, slot;
  std::vector<duet::Timestamp> marks;
};
DUET_MODEL(Times, DUET_FIELD(1, born, duet::lt_now, duet::ge(duet::Timestamp{-1, 5})), DUET_FIELD(2, due, duet::gt_now),
           DUET_FIELD(3, near, duet::within(duet::Duration{3600, 0})),
           DUET_FIELD(4, one_of, duet::in(duet::Timestamp{1, 0}, duet::Timestamp{2, 0}),
                      duet::not_in(duet::Timestamp{3, 0})),
           DUET_FIELD(5, wait, duet::gt(duet::Duration{}), duet::le(duet::Duration{60, 0})),
           DUET_FIELD(6, slot, duet::in(duet::Duration{900, 0}, duet::Duration{1800, 0})),
           DUET_FIELD(7, marks, duet::min_items(1), duet::lt(duet::Timestamp{253402300799, 0})));

struct WellKnown {
  std::optional<duet::StringValue> text;
  std::optional<duet::Int64Value> number;
  duet::Struct object;
  std::optional<duet::Value> value;
  duet::NullValue null{};
  std::optional<duet::Any> any;
  std::optional<duet::FieldMask> mask;
  std::optional<duet::HttpBody> body;
  duet::Empty empty;
};
DUET_MODEL(WellKnown, DUET_FIELD(1, text, duet::min_length(2)), DUET_FIELD(2, number, duet::gt(0)),
           DUET_FIELD(3, object), DUET_FIELD(4, value), DUET_FIELD(5, null), DUET_FIELD(6, any), DUET_FIELD(7, mask),
           DUET_FIELD(8, body), DUET_FIELD(9, empty));

// Two oneofs, and between them an optional, for which protoc makes one too; its usual name is taken.
struct Choice {
  std::variant<std::monostate, std::string, Forms> payload;
  std::optional<std::int32_t> between;
  std::variant<std::monostate, std::int64_t, duet::NullValue> _between;
};
DUET_MODEL(Choice,
           DUET_ONEOF(payload, duet::required, duet::doc("What it carries."), DUET_MEMBER(1, text, duet::max_length(5)),
                      DUET_MEMBER(2, forms)),
           DUET_FIELD(3, between),
           DUET_ONEOF(_between, DUET_MEMBER(4, number, duet::sint, duet::lt(0)), DUET_MEMBER(5, nothing)));

// Recursion, alone and in turns.
struct Odd;
struct Even {
  duet::Boxed<Odd> next;
  duet::Boxed<Even> skip;
  duet::UnknownFields rest;
};
struct Odd {
  std::vector<Even> all;
  std::map<std::int32_t, Even> by_number;
};
inline void check_even(const Even& even, duet::Checks& checks) {
  if (even.skip.has_value() && !even.next.has_value()) checks.fail("skip", "must not be set without next", "no_next");
}
DUET_MODEL(Even, duet::check(&check_even, "check_even"), DUET_FIELD(1, next), DUET_FIELD(2, skip), DUET_UNKNOWN(rest));
DUET_MODEL(Odd, DUET_FIELD(1, all), DUET_FIELD(2, by_number, duet::max_items(3)));

struct Everything {
  Forms forms;
  Numbers numbers;
  Texts texts;
  Words words;
  Times times;
  WellKnown well_known;
  Choice choice;
  Even even;
};
DUET_MODEL(Everything, DUET_FIELD(1, forms), DUET_FIELD(2, numbers), DUET_FIELD(3, texts), DUET_FIELD(4, words),
           DUET_FIELD(5, times), DUET_FIELD(6, well_known), DUET_FIELD(7, choice), DUET_FIELD(8, even));

}  // namespace rich
