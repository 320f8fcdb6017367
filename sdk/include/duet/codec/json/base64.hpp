// Base64 (RFC 4648) as proto3 JSON has it: written in the standard alphabet with padding; read in either alphabet,
// padded or not; left-over bits at the end are tolerated.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace duet::detail {

inline constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

inline constexpr auto kFromBase64 = [] {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < kBase64.size(); ++i)
    values[static_cast<unsigned char>(kBase64[i])] = static_cast<std::int8_t>(i);
  values['-'] = 62;
  values['_'] = 63;
  return values;
}();

inline void append_base64(std::string& to, std::string_view bytes) {
  const auto byte = [bytes](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])); };
  to.reserve(to.size() + (bytes.size() + 2) / 3 * 4);
  std::size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3) {
    const std::uint32_t word = byte(i) << 16U | byte(i + 1) << 8U | byte(i + 2);
    const char four[] = {kBase64[word >> 18U], kBase64[word >> 12U & 63U], kBase64[word >> 6U & 63U],
                         kBase64[word & 63U]};
    to.append(four, 4);
  }
  const std::size_t left = bytes.size() - i;
  if (left == 0) return;
  const std::uint32_t word = byte(i) << 16U | (left == 2 ? byte(i + 1) << 8U : 0);
  to += kBase64[word >> 18U];
  to += kBase64[word >> 12U & 63U];
  to += left == 2 ? kBase64[word >> 6U & 63U] : '=';
  to += '=';
}

// Replaces `bytes`. False if the text is not base64.
inline bool decode_base64(std::string_view text, std::string& bytes) {
  if (text.ends_with('=')) {
    if (text.size() % 4 != 0) return false;
    text.remove_suffix(text.ends_with("==") ? 2 : 1);
  }
  if (text.size() % 4 == 1) return false;
  bytes.clear();
  bytes.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::int8_t six = kFromBase64[static_cast<unsigned char>(c)];
    if (six < 0) return false;
    bits = bits << 6U | static_cast<std::uint32_t>(six);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> static_cast<unsigned>(count) & 0xFFU);
  }
  return true;
}

}  // namespace duet::detail
