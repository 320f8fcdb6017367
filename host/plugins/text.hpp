// Text that comes from a plugin: never trusted to be there, to be terminated or to be UTF-8.
#pragma once

#include <duet/abi/base.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace duet::plugins {

/// The text, or nothing where its pointer is NULL. Borrowed as `text` is.
inline std::string_view view(const duet_str& text) {
  return text.data == nullptr ? std::string_view{} : std::string_view{text.data, text.size};
}

inline duet_str borrow(std::string_view text) { return {text.data(), text.size()}; }

/// `text` with every byte that is not part of a well-formed sequence replaced by U+FFFD.
std::string repair_utf8(std::string_view text);

/// A fixed array that should end in a NUL but perhaps does not, repaired.
template <std::size_t N>
std::string terminated(const char (&text)[N]) {
  const std::string_view all(text, N);
  return repair_utf8(all.substr(0, all.find('\0')));
}

}  // namespace duet::plugins
