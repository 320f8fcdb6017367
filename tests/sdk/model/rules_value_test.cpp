// Rules for numbers, constants, enums and times.
#include <chrono>
#include <cmath>
#include <cstdint>
#include <duet/well_known.hpp>
#include <limits>

#include "violations.hpp"

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Bounds {
  double gt = 1, ge = 0, lt = -1, le = 0;
  float ratio = 0.5F;
};
DUET_MODEL(Bounds, DUET_FIELD(1, gt, duet::gt(0.0)), DUET_FIELD(2, ge, duet::ge(0)), DUET_FIELD(3, lt, duet::lt(0.0)),
           DUET_FIELD(4, le, duet::le(0)), DUET_FIELD(5, ratio, duet::ge(0.1), duet::finite));

struct Integers {
  std::int64_t below = 0;
  std::uint64_t above = 18446744073709551615U;
  std::int32_t both = 1;
};
DUET_MODEL(Integers, DUET_FIELD(1, below, duet::lt(9223372036854775807)),
           DUET_FIELD(2, above, duet::gt(9223372036854775807)), DUET_FIELD(3, both, duet::range(-1, 1U)));

struct Cents {
  double value = 0;
};
DUET_MODEL(Cents, DUET_FIELD(1, value, duet::multiple_of(0.01)));
struct Tenths {
  float value = 0;
};
DUET_MODEL(Tenths, DUET_FIELD(1, value, duet::multiple_of(0.1)));
struct Quarters {
  double value = 0;
};
DUET_MODEL(Quarters, DUET_FIELD(1, value, duet::multiple_of(0.25)));
struct Sevens {
  std::int64_t value = 0;
};
DUET_MODEL(Sevens, DUET_FIELD(1, value, duet::multiple_of(7)));
struct Hundreds {
  std::uint64_t value = 0;
};
DUET_MODEL(Hundreds, DUET_FIELD(1, value, duet::multiple_of(9007199254740992)));

enum class Color { unspecified, red, blue = 7, crimson = 1 };
DUET_ENUM(Color, DUET_VALUE(COLOR_UNSPECIFIED, Color::unspecified), DUET_VALUE(COLOR_RED, Color::red),
          DUET_VALUE(COLOR_CRIMSON, Color::crimson), DUET_VALUE(COLOR_BLUE, Color::blue));

struct Constants {
  std::int32_t number = 1;
  double real = 0.5;
  float single = 0.1F;
  bool flag = true;
  std::string text = "a";
  duet::Bytes bytes{"\xff"};
  Color color = Color::red;
  Color any_but = Color::unspecified;
};
DUET_MODEL(Constants, DUET_FIELD(1, number, duet::in(1, 2, 30'000'000'000LL / 10'000'000'000LL)),
           DUET_FIELD(2, real, duet::in(0.5, 7)), DUET_FIELD(3, single, duet::equals(0.1)),
           DUET_FIELD(4, flag, duet::equals(true)), DUET_FIELD(5, text, duet::in("a", "b"), duet::not_in("c")),
           DUET_FIELD(6, bytes, duet::in("\xff", "")), DUET_FIELD(7, color, duet::equals(Color::red)),
           DUET_FIELD(8, any_but, duet::defined_only, duet::not_in(Color::red, static_cast<Color>(9))));

struct Times {
  std::optional<duet::Timestamp> past, future, near, set;
  std::optional<duet::Duration> wait;
};
DUET_MODEL(Times, DUET_FIELD(1, past, duet::lt_now), DUET_FIELD(2, future, duet::gt_now),
           DUET_FIELD(3, near, duet::within(duet::Duration{3600, 500'000'000})),
           DUET_FIELD(4, set, duet::ge(duet::Timestamp{-1, 500'000'000}), duet::not_in(duet::Timestamp{7, 0})),
           DUET_FIELD(5, wait, duet::gt(duet::Duration{0, 0}), duet::le(duet::Duration{60, 0})));

duet::Timestamp from_now(std::int64_t seconds) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::seconds>(now).count() + seconds, 0};
}

template <class T, class Value>
std::string of(Value value) {
  T model;
  model.value = value;
  return broken(model);
}

}  // namespace

TEST_CASE("NaN obeys no bound, Infinity all that it is beyond") {
  CHECK(check(Bounds{}) == Vs{});
  CHECK(check(Bounds{kNan, kNan, kNan, kNan, NAN}) == Vs{{"gt", "must be > 0", "greater_than"},
                                                         {"ge", "must be >= 0", "greater_than_equal"},
                                                         {"lt", "must be < 0", "less_than"},
                                                         {"le", "must be <= 0", "less_than_equal"},
                                                         {"ratio", "must be >= 0.1", "greater_than_equal"},
                                                         {"ratio", "must be a finite number", "finite_number"}});
  CHECK(check(Bounds{kInfinity, kInfinity, -kInfinity, -kInfinity, 1}) == Vs{});
  CHECK(check(Bounds{1, 0, -1, 0, INFINITY}) == Vs{{"ratio", "must be a finite number", "finite_number"}});
  CHECK(check(Bounds{0, -0.0, -0.0, -0.0, 1}) ==
        Vs{{"gt", "must be > 0", "greater_than"}, {"lt", "must be < 0", "less_than"}});
}

TEST_CASE("a bound is taken at the precision of the field, as the contract has it") {
  CHECK(check(Bounds{1, 0, -1, 0, 0.1F}) == Vs{});
  CHECK(check(Bounds{1, 0, -1, 0, std::nextafter(0.1F, 0.0F)}) ==
        Vs{{"ratio", "must be >= 0.1", "greater_than_equal"}});
}

TEST_CASE("bounds of integers are exact to the last one, whatever the signs") {
  CHECK(check(Integers{9223372036854775806, 9223372036854775808U, -1}) == Vs{});
  CHECK(check(Integers{9223372036854775807, 9223372036854775807U, -2}) ==
        Vs{{"below", "must be < 9223372036854775807", "less_than"},
           {"above", "must be > 9223372036854775807", "greater_than"},
           {"both", "must be from -1 to 1", "greater_than_equal"}});
}

TEST_CASE("multiples of decimal fractions are those that people see") {
  for (const double good : {0.0, -0.0, 0.01, 0.29, 1.1, 19.99, -0.07, 1e15, 123456789.01, 0.1 + 0.2, 1e300})
    CHECK_MESSAGE(of<Cents>(good) == "", good);
  for (const double bad : {0.001, 0.015, 19.995, 1e-300, 5e-324, kNan, kInfinity, -kInfinity})
    CHECK_MESSAGE(of<Cents>(bad) == "multiple_of", bad);
  for (const float good : {0.3F, 0.7F, 1.1F, 100.1F}) CHECK_MESSAGE(of<Tenths>(good) == "", good);
  for (const float bad : {0.35F, 0.05F, INFINITY}) CHECK_MESSAGE(of<Tenths>(bad) == "multiple_of", bad);
  for (const double good : {0.25, 0.5, 1e22, -17.75}) CHECK_MESSAGE(of<Quarters>(good) == "", good);
  for (const double bad : {0.2, 0.26, 1.1}) CHECK_MESSAGE(of<Quarters>(bad) == "multiple_of", bad);
}

TEST_CASE("multiples of integers are exact") {
  for (const std::int64_t good : {std::int64_t{0}, std::int64_t{-7}, std::int64_t{9223372036854775807}})
    CHECK(of<Sevens>(good) == "");
  for (const std::int64_t bad : {std::int64_t{1}, std::int64_t{9223372036854775806}})
    CHECK(of<Sevens>(bad) == "multiple_of");
  CHECK(of<Hundreds>(18014398509481984U) == "");
  CHECK(of<Hundreds>(18014398509481985U) == "multiple_of");
}

TEST_CASE("constants of every type") {
  CHECK(check(Constants{}) == Vs{});
  CHECK(check(Constants{4, kNan, 0.2F, false, "c", duet::Bytes("\xfe"), Color::blue, static_cast<Color>(9)}) ==
        Vs{{"number", "must be one of 1, 2 or 3", "not_in_list"},
           {"real", "must be one of 0.5 or 7", "not_in_list"},
           {"single", "must be 0.1", "not_equal"},
           {"flag", "must be true", "not_equal"},
           {"text", "must be one of \"a\" or \"b\"", "not_in_list"},
           {"text", "must not be \"c\"", "in_forbidden_list"},
           {"bytes", "must be one of \"\\xff\" or \"\"", "not_in_list"},
           {"color", "must be COLOR_RED", "not_equal"},
           {"any_but", "must be one of COLOR_UNSPECIFIED, COLOR_RED or COLOR_BLUE", "enum_undefined"},
           {"any_but", "must not be COLOR_RED or 9", "in_forbidden_list"}});
}

TEST_CASE("times are compared to the nanosecond, and one that is not valid obeys nothing") {
  Times times;
  times.set = {-1, 500'000'000};
  times.wait = {60, 0};
  CHECK(check(times) == Vs{});
  times.set = {-1, 499'999'999};
  times.wait = {60, 1};
  CHECK(check(times) == Vs{{"set", "must be >= 1969-12-31T23:59:59.500Z", "greater_than_equal"},
                           {"wait", "must be <= 60s", "less_than_equal"}});
  times.set = {7, 0};
  times.wait = {0, 0};
  CHECK(check(times) ==
        Vs{{"set", "must not be 1970-01-01T00:00:07Z", "in_forbidden_list"}, {"wait", "must be > 0s", "greater_than"}});
  times.set = {1, -1};
  times.wait = {1, -1};
  CHECK(check(times).size() == 3);
}

TEST_CASE("the past, the future and what is near") {
  Times times;
  times.past = from_now(-100);
  times.future = from_now(100);
  for (const std::int64_t near : {-3500, 0, 3500}) {
    times.near = from_now(near);
    CHECK(check(times) == Vs{});
  }
  std::swap(times.past, times.future);
  for (const std::int64_t far : {-3700, 3700}) {
    times.near = from_now(far);
    CHECK(check(times) == Vs{{"past", "must be in the past", "not_past"},
                             {"future", "must be in the future", "not_future"},
                             {"near", "must be within 3600.500s of now", "not_near_now"}});
  }
  times.past = times.future = times.near = duet::Timestamp{253402300800, 0};
  CHECK(check(times).size() == 3);
}
