// WireValue<V, E>: how one value of a type is written, without its tag. A new kind of value is a new specialization.
//
//   kType                         the wire type
//   size(value)                   bytes it takes, without a length prefix
//   write(value, p) -> p
//   read(p, end, value) -> p      nullptr if the bytes are no good
//
// Strings, bytes and messages are length-delimited and live in decode.hpp and encode.hpp.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "../../model/encoding.hpp"
#include "../../model/kind.hpp"
#include "wire.hpp"

namespace duet::detail {

template <class V, Encoding E>
struct WireValue;

template <class V>
inline constexpr bool kIsVarint = kKind<V> == Kind::kBool || is_integer(kKind<V>) || kKind<V> == Kind::kEnum;
template <class V>
inline constexpr bool kIsFixed = kKind<V> == Kind::kFloat || kKind<V> == Kind::kDouble;
template <class V>
inline constexpr bool kIsPackable = kIsVarint<V> || kIsFixed<V>;
template <class V>
inline constexpr bool kIsText = kKind<V> == Kind::kString || kKind<V> == Kind::kBytes;

// Small numbers of either sign become small ones without: 0, -1, 1, -2 -> 0, 1, 2, 3.
template <class V>
constexpr std::uint64_t zigzag(V value) {
  using Unsigned = std::make_unsigned_t<V>;
  const auto bits = static_cast<Unsigned>(value);
  return static_cast<Unsigned>(static_cast<Unsigned>(bits << 1U) ^ (value < 0 ? ~Unsigned{0} : Unsigned{0}));
}
template <class V>
constexpr V unzigzag(std::uint64_t wire) {
  using Unsigned = std::make_unsigned_t<V>;
  const auto bits = static_cast<Unsigned>(wire);
  return static_cast<V>(static_cast<Unsigned>(bits >> 1U) ^ ((bits & 1U) != 0 ? ~Unsigned{0} : Unsigned{0}));
}

template <class V, Encoding E>
requires(kIsVarint<V>&& E != Encoding::kFixed) struct WireValue<V, E> {
  static constexpr WireType kType = WireType::varint;

  // Negative 32 bit numbers take ten bytes unless they are zigzag encoded: they are sign-extended.
  static constexpr std::uint64_t to_wire(V value) {
    if constexpr (kKind<V> == Kind::kEnum)
      return static_cast<std::uint64_t>(static_cast<std::int64_t>(static_cast<std::int32_t>(value)));
    else if constexpr (E == Encoding::kZigzag)
      return zigzag(value);
    else if constexpr (std::is_signed_v<V>)
      return static_cast<std::uint64_t>(static_cast<std::int64_t>(value));
    else
      return static_cast<std::uint64_t>(value);
  }
  static constexpr V from_wire(std::uint64_t bits) {
    if constexpr (kKind<V> == Kind::kBool)
      return bits != 0;
    else if constexpr (kKind<V> == Kind::kEnum)
      return static_cast<V>(static_cast<std::int32_t>(bits));
    else if constexpr (E == Encoding::kZigzag)
      return unzigzag<V>(bits);
    else
      return static_cast<V>(bits);
  }

  static constexpr std::size_t size(V value) {
    if constexpr (kKind<V> == Kind::kBool)
      return 1;
    else
      return varint_size(to_wire(value));
  }
  static char* write(V value, char* p) { return write_varint(to_wire(value), p); }
  static const char* read(const char* p, const char* end, V& value) {
    std::uint64_t bits = 0;
    p = read_varint(p, end, bits);
    value = from_wire(bits);
    return p;
  }
};

template <class V, Encoding E>
requires(kIsFixed<V> || (is_integer(kKind<V>) && E == Encoding::kFixed)) struct WireValue<V, E> {
  static constexpr WireType kType = sizeof(V) == 4 ? WireType::fixed32 : WireType::fixed64;
  using Bits = std::conditional_t<sizeof(V) == 4, std::uint32_t, std::uint64_t>;

  static constexpr std::size_t size(V) { return sizeof(V); }
  static char* write(V value, char* p) { return write_fixed(std::bit_cast<Bits>(value), p); }
  static const char* read(const char* p, const char* end, V& value) {
    Bits bits = 0;
    p = read_fixed(p, end, bits);
    value = std::bit_cast<V>(bits);
    return p;
  }
};

// The bytes of a string or of Bytes.
inline const std::string& text_of(const std::string& value) { return value; }
inline std::string& text_of(std::string& value) { return value; }
inline const std::string& text_of(const Bytes& value) { return value.value; }
inline std::string& text_of(Bytes& value) { return value.value; }

template <class V, Encoding E>
constexpr WireType wire_type_of() {
  if constexpr (kIsPackable<V>)
    return WireValue<V, E>::kType;
  else
    return WireType::length_delimited;
}
template <class V, std::uint32_t Number, Encoding E>
inline constexpr std::uint32_t kTag = make_tag(Number, wire_type_of<V, E>());

}  // namespace duet::detail
