// Rules for lists and maps, for what is zero, and for wrappers.
#include <cmath>
#include <duet/well_known.hpp>
#include <map>
#include <unordered_map>

#include "violations.hpp"

namespace {

enum class Size { unspecified, small, large };
DUET_ENUM(Size, DUET_VALUE(SIZE_UNSPECIFIED, Size::unspecified), DUET_VALUE(SIZE_SMALL, Size::small),
          DUET_VALUE(SIZE_LARGE, Size::large));

struct Lists {
  std::vector<std::string> texts;
  std::vector<std::int64_t> numbers;
  std::vector<double> reals;
  std::vector<bool> flags;
  std::vector<duet::Bytes> bytes;
  std::vector<Size> sizes;
};
DUET_MODEL(Lists, DUET_FIELD(1, texts, duet::unique), DUET_FIELD(2, numbers, duet::unique),
           DUET_FIELD(3, reals, duet::unique), DUET_FIELD(4, flags, duet::unique), DUET_FIELD(5, bytes, duet::unique),
           DUET_FIELD(6, sizes, duet::unique));

struct Maps {
  std::map<std::string, double> prices;
  std::unordered_map<std::int32_t, std::string> names;
  std::map<bool, std::int32_t> flags;
};
DUET_MODEL(Maps,
           DUET_FIELD(1, prices, duet::keys(duet::length(3, 3), duet::not_in("ZZZ")), duet::gt(0.0),
                      duet::max_items(3)),
           DUET_FIELD(2, names, duet::keys(duet::range(1, 9)), duet::min_length(1)),
           DUET_FIELD(3, flags, duet::keys(duet::equals(true))));

struct Sparse {
  std::string mail;
  std::int32_t even = 0;
  std::optional<std::int32_t> maybe;
  std::vector<std::string> list;
  std::map<std::int32_t, std::int32_t> map;
};
DUET_MODEL(Sparse, DUET_FIELD(1, mail, duet::email, duet::ignore_if_zero),
           DUET_FIELD(2, even, duet::gt(1), duet::ignore_if_zero),
           DUET_FIELD(3, maybe, duet::gt(1), duet::ignore_if_zero),
           DUET_FIELD(4, list, duet::items(2, 3), duet::min_length(1), duet::ignore_if_zero),
           DUET_FIELD(5, map, duet::min_items(2), duet::ignore_if_zero));

struct Wrapped {
  std::optional<duet::StringValue> text;
  std::optional<duet::UInt64Value> number;
  std::vector<duet::StringValue> list;
};
DUET_MODEL(Wrapped, DUET_FIELD(1, text, duet::min_length(2), duet::email), DUET_FIELD(2, number, duet::multiple_of(2)),
           DUET_FIELD(3, list, duet::max_length(1)));

std::string twice(std::size_t first) { return "must not be there twice, it is item " + std::to_string(first) + " too"; }

}  // namespace

TEST_CASE("unique: lists of every type, told at the first that repeats another") {
  CHECK(check(Lists{{"a", "b", ""}, {1, -1, 0}, {1, -1, 0.5}, {true, false}, {duet::Bytes("a"), {}}, {Size::small}}) ==
        Vs{});
  CHECK(check(Lists{{"b", "a", "c", "a", "b"},
                    {7, 7, 7},
                    {0.0, 1.0, -0.0},
                    {true, false, true},
                    {duet::Bytes(""), duet::Bytes("")},
                    {Size::large, Size::small, Size::large}}) == Vs{{"texts[3]", twice(1), "not_unique"},
                                                                    {"numbers[1]", twice(0), "not_unique"},
                                                                    {"reals[2]", twice(0), "not_unique"},
                                                                    {"flags[2]", twice(0), "not_unique"},
                                                                    {"bytes[1]", twice(0), "not_unique"},
                                                                    {"sizes[2]", twice(0), "not_unique"}});
}

TEST_CASE("unique: NaN is like nothing, infinities are like themselves") {
  Lists lists;
  lists.reals = {NAN, 1, NAN, INFINITY, -INFINITY};
  CHECK(check(lists) == Vs{});
  lists.reals.push_back(INFINITY);
  CHECK(check(lists) == Vs{{"reals[5]", twice(3), "not_unique"}});
}

TEST_CASE("unique: a long list is looked through in reasonable time") {
  Lists lists;
  for (std::int64_t i = 0; i < 1'000'000; ++i) lists.numbers.push_back(i * 7919 % 1'000'003);
  CHECK(check(lists) == Vs{});
  lists.numbers.push_back(lists.numbers[123456]);
  CHECK(check(lists) == Vs{{"numbers[1000000]", twice(123456), "not_unique"}});
}

TEST_CASE("keys of maps have rules of their own, told with the entry") {
  CHECK(check(Maps{{{"EUR", 1}, {"USD", 2}}, {{1, "a"}, {9, "b"}}, {{true, 0}}}) == Vs{});
  CHECK(check(Maps{{{"EU", 1}, {"USD", 0}, {"ZZZ", 1}}, {{10, ""}}, {{false, 0}}}) ==
        Vs{{"prices[\"EU\"]", "key must have exactly 3 characters", "key_string_too_short"},
           {"prices[\"USD\"]", "must be > 0", "greater_than"},
           {"prices[\"ZZZ\"]", "key must not be \"ZZZ\"", "key_in_forbidden_list"},
           {"names[\"10\"]", "key must be from 1 to 9", "key_less_than_equal"},
           {"names[\"10\"]", "must have at least 1 character", "string_too_short"},
           {"flags[\"false\"]", "key must be true", "key_not_equal"}});
}

TEST_CASE("ignore_if_zero: the rules hold for what is there") {
  CHECK(check(Sparse{}) == Vs{});
  CHECK(check(Sparse{"", 0, 0, {}, {}}) == Vs{});
  CHECK(check(Sparse{"x", 1, 1, {""}, {{0, 0}}}) ==
        Vs{{"mail", "must be an email address, such as ann@example.com", "email_invalid"},
           {"even", "must be > 1", "greater_than"},
           {"maybe", "must be > 1", "greater_than"},
           {"list", "must have 2 to 3 items", "too_few_items"},
           {"list[0]", "must have at least 1 character", "string_too_short"},
           {"map", "must have at least 2 items", "too_few_items"}});
}

TEST_CASE("rules on a wrapper are about the value in it") {
  CHECK(check(Wrapped{}) == Vs{});
  Wrapped wrapped;
  wrapped.text = duet::StringValue{"a"};
  wrapped.number = duet::UInt64Value{3};
  wrapped.list = {{"a"}, {"ab"}};
  CHECK(check(wrapped) == Vs{{"text", "must have at least 2 characters", "string_too_short"},
                             {"text", "must be an email address, such as ann@example.com", "email_invalid"},
                             {"number", "must be a multiple of 2", "multiple_of"},
                             {"list[1]", "must have at most 1 character", "string_too_long"}});
}
