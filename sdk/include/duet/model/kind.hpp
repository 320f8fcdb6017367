// Which C++ types a field may have, and what they are in protobuf.
//
// A field's type is a value type alone, or a value type in std::optional (explicit presence), std::vector (repeated) or
// std::map / std::unordered_map (map). Value types: bool, 32 and 64 bit integers, float, double, std::string (UTF-8),
// duet::Bytes, enums with DUET_ENUM and structs with DUET_MODEL.
#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "bytes.hpp"
#include "enumeration.hpp"

namespace duet {

// A struct that has been described with DUET_MODEL.
template <class T>
concept Model = std::is_class_v<T> && requires {
  duet_describe_model(static_cast<const T*>(nullptr));
};

namespace detail {

enum class Kind {
  unsupported,
  boolean,
  int32,
  int64,
  uint32,
  uint64,
  float32,
  float64,
  string,
  bytes,
  enumeration,
  message
};

template <class T>
constexpr Kind integer_kind() {
  constexpr bool is_character = std::same_as<T, char> || std::same_as<T, wchar_t> || std::same_as<T, char32_t>;
  if (is_character || (sizeof(T) != 4 && sizeof(T) != 8)) return Kind::unsupported;
  if (std::is_signed_v<T>) return sizeof(T) == 4 ? Kind::int32 : Kind::int64;
  return sizeof(T) == 4 ? Kind::uint32 : Kind::uint64;
}

template <class T>
constexpr Kind find_kind() {
  if constexpr (std::same_as<T, bool>)
    return Kind::boolean;
  else if constexpr (std::integral<T>)
    return integer_kind<T>();
  else if constexpr (std::same_as<T, float>)
    return Kind::float32;
  else if constexpr (std::same_as<T, double>)
    return Kind::float64;
  else if constexpr (std::same_as<T, std::string>)
    return Kind::string;
  else if constexpr (std::same_as<T, Bytes>)
    return Kind::bytes;
  else if constexpr (DescribedEnum<T>)
    return Kind::enumeration;
  else if constexpr (Model<T>)
    return Kind::message;
  else
    return Kind::unsupported;
}

template <class T>
inline constexpr Kind kKind = find_kind<T>();

constexpr bool is_integer(Kind kind) { return kind >= Kind::int32 && kind <= Kind::uint64; }
constexpr bool is_number(Kind kind) { return kind >= Kind::int32 && kind <= Kind::float64; }
constexpr bool is_map_key(Kind kind) { return kind == Kind::boolean || is_integer(kind) || kind == Kind::string; }

enum class Shape { singular, optional, list, map };

// How a field's type is made: its shape, and the value type within.
template <class T>
struct ShapeOf {
  static constexpr Shape kShape = Shape::singular;
  using Value = T;
};
template <class T>
struct ShapeOf<std::optional<T>> {
  static constexpr Shape kShape = Shape::optional;
  using Value = T;
};
template <class T, class Allocator>
struct ShapeOf<std::vector<T, Allocator>> {
  static constexpr Shape kShape = Shape::list;
  using Value = T;
};
template <class M>
struct MapShape {
  static constexpr Shape kShape = Shape::map;
  using Key = typename M::key_type;
  using Value = typename M::mapped_type;
};
template <class K, class V, class... More>
struct ShapeOf<std::map<K, V, More...>> : MapShape<std::map<K, V, More...>> {};
template <class K, class V, class... More>
struct ShapeOf<std::unordered_map<K, V, More...>> : MapShape<std::unordered_map<K, V, More...>> {};

template <class T>
inline constexpr Shape kShape = ShapeOf<T>::kShape;
template <class T>
using ValueOf = typename ShapeOf<T>::Value;

template <class T>
constexpr bool is_supported() {
  if constexpr (kShape<T> == Shape::map)
    return is_map_key(kKind<typename ShapeOf<T>::Key>) && kKind<ValueOf<T>> != Kind::unsupported;
  else
    return kKind<ValueOf<T>> != Kind::unsupported;
}

}  // namespace detail
}  // namespace duet
