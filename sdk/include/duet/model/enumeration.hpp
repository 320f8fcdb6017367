// DUET_ENUM: gives an enum its protobuf names.
//
//   enum class Color { unspecified, red, blue };
//   DUET_ENUM(Color, DUET_VALUE(COLOR_UNSPECIFIED, Color::unspecified),
//                    DUET_VALUE(COLOR_RED, Color::red), DUET_VALUE(COLOR_BLUE, Color::blue));
//
// At namespace scope, beside the enum. The first value is the default and must be zero (proto3). A number may have
// several names; the first one is written. Numbers without a name are legal values: they travel as numbers, which is
// why the enum must be as wide as int. Names share the namespace of the package: prefix them.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "name.hpp"

namespace duet::detail {

struct EnumValue {
  std::string_view name;
  std::int32_t number;
};

template <std::size_t N>
struct EnumData {
  std::string_view name;
  std::array<EnumValue, N> values;
};

template <class E>
constexpr EnumValue enum_value(std::string_view name, E value) {
  return {name, static_cast<std::int32_t>(value)};
}

template <class... Values>
constexpr EnumData<sizeof...(Values)> make_enum(std::string_view type, Values... values) {
  static_assert(sizeof...(Values) > 0, "DUET_ENUM: an enum needs at least one DUET_VALUE");
  return {last_component(type), {values...}};
}

template <class E>
concept DescribedEnum = std::is_enum_v<E> && requires {
  duet_describe_enum(Tag<E>{});
};

template <class Data>
constexpr bool has_unique_names(const Data& data) {
  for (std::size_t i = 0; i < data.values.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (data.values[i].name == data.values[j].name) return false;
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

  // The first name of a number, or empty.
  static constexpr std::string_view name_of(std::int32_t number) {
    for (const EnumValue& value : kData.values)
      if (value.number == number) return value.name;
    return {};
  }
};

}  // namespace duet::detail

#define DUET_VALUE(name, value) ::duet::detail::enum_value(#name, value)

#define DUET_ENUM(Type, ...)                                                      \
  [[maybe_unused]] constexpr auto duet_describe_enum(::duet::detail::Tag<Type>) { \
    return ::duet::detail::make_enum(#Type __VA_OPT__(, ) __VA_ARGS__);           \
  }                                                                               \
  static_assert(sizeof(::duet::detail::EnumInfo<Type>) > 0)
