// The texts of calls, as the standard library's.
#pragma once

#include <duet/abi/base.h>

#include <string_view>

namespace duet::core {

/// The text, borrowed as `text` is. For texts that the host made itself: what comes from a plugin may lack a pointer.
inline std::string_view view(const duet_str& text) { return {text.data, text.size}; }

/// The bytes of a slice, borrowed as it is.
inline std::string_view view(const duet_slice& slice) {
  return {reinterpret_cast<const char*>(slice.data), slice.size};
}

}  // namespace duet::core
