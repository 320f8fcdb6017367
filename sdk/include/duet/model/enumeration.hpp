// DUET_ENUM: gives an enum its protobuf names.
//
//   enum class Color { unspecified, red, blue };
//   DUET_ENUM(Color, DUET_VALUE(COLOR_UNSPECIFIED, Color::unspecified),
//                    DUET_VALUE(COLOR_RED, Color::red), DUET_VALUE(COLOR_BLUE, Color::blue));
//
// At namespace scope, beside the enum. The first value is the default and must be zero (proto3). A number may have
// several names; the first one is written. Numbers without a name are legal values: they travel as numbers, which is
// why the enum must be as wide as int. Names share the namespace of the package: prefix them. DUET_VALUE may end with
// duet::deprecated and duet::doc("..."); DUET_ENUM takes them too, and duet::reserved(...) and the like.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "../rules/reserved.hpp"
#include "name.hpp"

namespace duet::detail {

struct EnumValue {
  std::string_view name;
  std::int32_t number;
  bool deprecated = false;
  std::string_view doc{};
};

template <std::size_t N, class Options>
struct EnumData {
  std::string_view name;
  std::array<EnumValue, N> values;
  Options options;  // a tuple
};

constexpr void add_word(EnumValue& value, Deprecated) { value.deprecated = true; }
constexpr void add_word(EnumValue& value, Doc doc) { value.doc = doc.text; }

template <class E, class... Words>
constexpr EnumValue enum_value(std::string_view name, E value, Words... words) {
  static_assert(((std::is_same_v<Words, Deprecated> || std::is_same_v<Words, Doc>)&&...),
                "DUET_VALUE: after the value it takes duet::deprecated and duet::doc");
  EnumValue result{name, static_cast<std::int32_t>(value)};
  if constexpr (((std::is_same_v<Words, Deprecated> || std::is_same_v<Words, Doc>)&&...))
    (add_word(result, words), ...);
  return result;
}

// A tuple of the part, or an empty one if it is not what is wanted.
template <bool Wanted, class Part>
constexpr auto tuple_if(Part part) {
  if constexpr (Wanted)
    return std::tuple<Part>{part};
  else
    return std::tuple<>{};
}

// A pack of parts whose elements are found by their positions: what std::tuple does, flat.
template <std::size_t I, class Part>
struct PartAt {
  const Part& part;
};
template <class Positions, class... Parts>
struct AllParts;
template <std::size_t... I, class... Parts>
struct AllParts<std::index_sequence<I...>, Parts...> : PartAt<I, Parts>... {};
template <std::size_t I, class Part>
constexpr const Part& part_at(const PartAt<I, Part>& at) {
  return at.part;
}

// An enum may have more values than compilers nest folds and tuples.
template <class... Parts>
constexpr auto make_enum(std::string_view type, Parts... parts) {
  constexpr std::array<bool, sizeof...(Parts) + 1> is_value{std::is_same_v<Parts, EnumValue>...};
  constexpr std::array<bool, sizeof...(Parts) + 1> is_word{kIsModelWord<Parts>...};
  constexpr auto size = static_cast<std::size_t>(std::count(is_value.begin(), is_value.end(), true));
  constexpr auto words = static_cast<std::size_t>(std::count(is_word.begin(), is_word.end(), true));
  static_assert(size > 0, "DUET_ENUM: an enum needs at least one DUET_VALUE");
  static_assert(size + words == sizeof...(Parts),
                "DUET_ENUM: beside values it takes doc, deprecated, reserved, reserved_range and reserved_names");
  std::array<EnumValue, std::max(size, std::size_t{1})> values{};  // so that an enum without is one error
  std::size_t next = 0;
  const auto keep = [&](const auto& part) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(part)>, EnumValue>) values[next++] = part;
    return true;
  };
  [[maybe_unused]] const std::array<bool, sizeof...(Parts) + 1> kept{keep(parts)...};

  constexpr auto positions = [is_word] {
    std::array<std::size_t, words + 1> found{};
    for (std::size_t i = 0, n = 0; i < sizeof...(Parts); ++i)
      if (is_word[i]) found[n++] = i;
    return found;
  }();
  const AllParts<std::index_sequence_for<Parts...>, Parts...> all{{parts}...};
  const auto options = [&]<std::size_t... I>(std::index_sequence<I...>) {
    return std::tuple{part_at<positions[I]>(all)...};
  }
  (std::make_index_sequence<words>{});
  return EnumData<values.size(), std::remove_const_t<decltype(options)>>{last_component(type), values, options};
}

template <class E>
concept DescribedEnum = std::is_enum_v<E> && requires {
  duet_describe_enum(Tag<E>{});
};

// Sorted first: compilers bound how long they compute.
template <class Data>
constexpr bool has_unique_names(const Data& data) {
  auto names = data.values;
  std::sort(names.begin(), names.end(), [](const EnumValue& a, const EnumValue& b) { return a.name < b.name; });
  for (std::size_t i = 1; i < names.size(); ++i)
    if (names[i].name == names[i - 1].name) return false;
  return true;
}

template <class Data>
constexpr bool keeps_off_reserved(const Data& data) {
  for (const EnumValue& value : data.values)
    if (is_reserved(data.options, std::int64_t{value.number}) || is_reserved(data.options, value.name)) return false;
  return true;
}

// What DUET_ENUM said about E.
template <DescribedEnum E>
struct EnumInfo {
  static constexpr auto kData = duet_describe_enum(Tag<E>{});
  static_assert(sizeof(E) == sizeof(std::int32_t),
                "DUET_ENUM: the underlying type must be int, so that numbers without a name survive");
  static_assert(kData.values[0].number == 0, "DUET_ENUM: the first value must be zero");
  static_assert(has_unique_names(kData), "DUET_ENUM: two values have one name");
  static_assert(reserves_properly(kData.options, INT32_MIN, INT32_MAX),
                "DUET_ENUM: reserved numbers are those of an int, and nothing is reserved twice");
  static_assert(keeps_off_reserved(kData), "DUET_ENUM: a value has a number or name that is reserved");

  // The first name of a number, or empty.
  static constexpr std::string_view name_of(std::int32_t number) {
    for (const EnumValue& value : kData.values)
      if (value.number == number) return value.name;
    return {};
  }
};

}  // namespace duet::detail

#define DUET_VALUE(name, value, ...) ::duet::detail::enum_value(#name, value __VA_OPT__(, ) __VA_ARGS__)

#define DUET_ENUM(Type, ...)                                                      \
  [[maybe_unused]] constexpr auto duet_describe_enum(::duet::detail::Tag<Type>) { \
    return ::duet::detail::make_enum(#Type __VA_OPT__(, ) __VA_ARGS__);           \
  }                                                                               \
  static_assert(sizeof(::duet::detail::EnumInfo<Type>) > 0)
