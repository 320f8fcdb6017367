// Which C++ types a field may have, and what they are in protobuf.
//
// A field's type is a value type alone, or a value type in std::optional (explicit presence), duet::Boxed (the same, on
// the heap), std::vector (repeated) or std::map / std::unordered_map (map). Value types: bool, 32 and 64 bit integers,
// float, double, std::string (UTF-8), duet::Bytes, enums with DUET_ENUM and structs with DUET_MODEL.
#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "boxed.hpp"
#include "bytes.hpp"
#include "enumeration.hpp"
#include "oneof.hpp"

namespace duet {

// A struct that has been described with DUET_MODEL.
template <class T>
concept Model = std::is_class_v<T> && requires {
  duet_describe_model(detail::Tag<T>{});
};

namespace detail {

enum class Kind {
  kUnsupported,
  kBool,
  kInt32,
  kInt64,
  kUint32,
  kUint64,
  kFloat,
  kDouble,
  kString,
  kBytes,
  kEnum,
  kMessage
};

template <class T>
constexpr Kind integer_kind() {
  constexpr bool is_character = std::same_as<T, char> || std::same_as<T, wchar_t> || std::same_as<T, char32_t>;
  if (is_character || (sizeof(T) != 4 && sizeof(T) != 8)) return Kind::kUnsupported;
  if (std::is_signed_v<T>) return sizeof(T) == 4 ? Kind::kInt32 : Kind::kInt64;
  return sizeof(T) == 4 ? Kind::kUint32 : Kind::kUint64;
}

template <class T>
constexpr Kind find_kind() {
  if constexpr (std::same_as<T, bool>)
    return Kind::kBool;
  else if constexpr (std::integral<T>)
    return integer_kind<T>();
  else if constexpr (std::same_as<T, float>)
    return Kind::kFloat;
  else if constexpr (std::same_as<T, double>)
    return Kind::kDouble;
  else if constexpr (std::same_as<T, std::string>)
    return Kind::kString;
  else if constexpr (std::same_as<T, Bytes>)
    return Kind::kBytes;
  else if constexpr (DescribedEnum<T>)
    return Kind::kEnum;
  else if constexpr (Model<T>)
    return Kind::kMessage;
  else
    return Kind::kUnsupported;
}

template <class T>
inline constexpr Kind kKind = find_kind<T>();

constexpr bool is_integer(Kind kind) { return kind >= Kind::kInt32 && kind <= Kind::kUint64; }
constexpr bool is_number(Kind kind) { return kind >= Kind::kInt32 && kind <= Kind::kDouble; }
constexpr bool is_map_key(Kind kind) { return kind == Kind::kBool || is_integer(kind) || kind == Kind::kString; }

enum class Shape { kSingular, kOptional, kList, kMap };

// How a field's type is made: its shape, and the value type within.
template <class T>
struct ShapeOf {
  static constexpr Shape kShape = Shape::kSingular;
  using Value = T;
};
template <class T>
struct ShapeOf<std::optional<T>> {
  static constexpr Shape kShape = Shape::kOptional;
  using Value = T;
};
template <class T>
struct ShapeOf<Boxed<T>> {
  static constexpr Shape kShape = Shape::kOptional;
  using Value = T;
};
template <class Variant, std::size_t N>
struct ShapeOf<OneofMember<Variant, N>> {
  static constexpr Shape kShape = Shape::kOptional;
  using Value = typename OneofMember<Variant, N>::Value;
};
template <class T, class Allocator>
struct ShapeOf<std::vector<T, Allocator>> {
  static constexpr Shape kShape = Shape::kList;
  using Value = T;
};
template <class M>
struct MapShape {
  static constexpr Shape kShape = Shape::kMap;
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
  if constexpr (kShape<T> == Shape::kMap)
    return is_map_key(kKind<typename ShapeOf<T>::Key>) && kKind<ValueOf<T>> != Kind::kUnsupported;
  else
    return kKind<ValueOf<T>> != Kind::kUnsupported;
}

}  // namespace detail
}  // namespace duet
