// The vocabulary of the wire format (https://protobuf.dev/programming-guides/encoding): tags, varints, fixed words.
//
// Readers take [p, end) and return the position behind what they read, or nullptr if the bytes are no good. Nothing
// throws, which is why protozero's reader is not used here.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <protozero/byteswap.hpp>
#include <protozero/types.hpp>
#include <protozero/varint.hpp>

namespace duet::detail {

using WireType = protozero::pbf_wire_type;
inline constexpr std::uint32_t kGroupStart = 3, kGroupEnd = 4;
inline constexpr int kMaxDepth = 100;

constexpr std::uint32_t make_tag(std::uint32_t number, WireType type) {
  return number << 3U | static_cast<std::uint32_t>(type);
}

constexpr std::size_t varint_size(std::uint64_t value) {
  return (static_cast<std::size_t>(std::bit_width(value | 1U)) * 9 + 64) / 64;
}

inline char* write_varint(std::uint64_t value, char* p) {
  while (value >= 0x80) {
    *p++ = static_cast<char>(value | 0x80U);
    value >>= 7U;
  }
  *p++ = static_cast<char>(value);
  return p;
}

template <std::uint32_t Tag>
inline char* write_tag(char* p) {
  if constexpr (Tag < 0x80) {
    *p = static_cast<char>(Tag);
    return p + 1;
  } else {
    return write_varint(Tag, p);
  }
}

// At most ten bytes, and no bit beyond the 64th.
inline const char* read_long_varint(const char* p, const char* end, std::uint64_t& value) {
  std::uint64_t result = 0;
  for (unsigned shift = 0; shift < 70; shift += 7) {
    if (p == end) return nullptr;
    const auto byte = static_cast<unsigned char>(*p++);
    if (shift == 63 && byte > 1) return nullptr;
    result |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
    if (byte < 0x80) {
      value = result;
      return p;
    }
  }
  return nullptr;
}

inline const char* read_varint(const char* p, const char* end, std::uint64_t& value) {
  if (p != end && static_cast<signed char>(*p) >= 0) [[likely]] {
    value = static_cast<unsigned char>(*p);
    return p + 1;
  }
  return read_long_varint(p, end, value);
}

// A tag has at most five bytes and 32 bits, and its field number is not 0.
inline const char* read_tag(const char* p, const char* end, std::uint32_t& tag) {
  std::uint64_t value = 0;
  const char* const next = read_varint(p, end, value);
  if (next == nullptr || next - p > 5 || value > 0xFFFFFFFFU || (value >> 3U) == 0) return nullptr;
  tag = static_cast<std::uint32_t>(value);
  return next;
}

// The length in front of a length-delimited value; what it announces is within [p, end). Like a tag it has at most five
// bytes, as protobuf's own library has it.
inline const char* read_length(const char* p, const char* end, std::size_t& length) {
  if (p != end && static_cast<signed char>(*p) >= 0) [[likely]] {
    length = static_cast<unsigned char>(*p++);
    return length > static_cast<std::size_t>(end - p) ? nullptr : p;
  }
  std::uint64_t value = 0;
  const char* const next = read_long_varint(p, end, value);
  if (next == nullptr || next - p > 5 || value > static_cast<std::uint64_t>(end - next)) return nullptr;
  length = static_cast<std::size_t>(value);
  return next;
}

template <class T>
inline const char* read_fixed(const char* p, const char* end, T& value) {
  if (static_cast<std::size_t>(end - p) < sizeof(T)) return nullptr;
  std::memcpy(&value, p, sizeof(T));
  if constexpr (std::endian::native == std::endian::big) protozero::detail::byteswap_inplace(&value);
  return p + sizeof(T);
}

template <class T>
inline char* write_fixed(T value, char* p) {
  if constexpr (std::endian::native == std::endian::big) protozero::detail::byteswap_inplace(&value);
  std::memcpy(p, &value, sizeof(T));
  return p + sizeof(T);
}

inline const char* skip_group(std::uint32_t number, const char* p, const char* end, int depth);

// Passes over the value of an unknown field; `depth` is how many levels may still be entered.
inline const char* skip_value(std::uint32_t tag, const char* p, const char* end, int depth) {
  std::uint64_t ignored = 0;
  std::size_t length = 0;
  switch (tag & 7U) {
    case 0:
      return read_varint(p, end, ignored);
    case 1:
      return end - p < 8 ? nullptr : p + 8;
    case 2:
      p = read_length(p, end, length);
      return p == nullptr ? nullptr : p + length;
    case 5:
      return end - p < 4 ? nullptr : p + 4;
    case kGroupStart:
      return skip_group(tag >> 3U, p, end, depth);
    default:
      return nullptr;
  }
}

inline const char* skip_group(std::uint32_t number, const char* p, const char* end, int depth) {
  if (depth <= 0) return nullptr;
  for (;;) {
    std::uint32_t tag = 0;
    p = read_tag(p, end, tag);
    if (p == nullptr) return nullptr;
    if ((tag & 7U) == kGroupEnd) return tag >> 3U == number ? p : nullptr;
    p = skip_value(tag, p, end, depth - 1);
    if (p == nullptr) return nullptr;
  }
}

}  // namespace duet::detail
