// The texts and bytes of calls, as the standard library's.
#pragma once

#include <duet/abi/base.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace duet::core {

/// The text, borrowed as `text` is. For texts that the host made itself: what comes from a plugin may lack a pointer.
inline std::string_view view(const duet_str& text) { return {text.data, text.size}; }

/// The bytes of a slice, borrowed as it is.
inline std::string_view view(const duet_slice& slice) {
  return {reinterpret_cast<const char*>(slice.data), slice.size};
}

/// A slice that owns the bytes, for whoever releases slices. Throws std::bad_alloc.
inline duet_slice owned_slice(std::string bytes) {
  auto owner = std::make_unique<std::string>(std::move(bytes));
  const duet_slice slice{reinterpret_cast<const std::uint8_t*>(owner->data()), owner->size(), owner.get(),
                         [](void* own) { delete static_cast<std::string*>(own); }};
  owner.release();
  return slice;
}

}  // namespace duet::core
