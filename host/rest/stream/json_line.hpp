// JSON in formats where a line has a meaning.
#pragma once

#include <algorithm>
#include <span>
#include <string>

#include <duet/abi/base.h>

#include "core/text.hpp"

namespace duet::rest {

/// Appends a JSON value without line breaks: outside of its strings they are blanks, and inside they cannot be
/// (RFC 8259 sections 2 and 7).
inline void append_one_line(std::string& out, std::span<const duet_slice> value) {
  const std::size_t start = out.size();
  for (const duet_slice& piece : value) out.append(core::view(piece));
  std::replace_if(
      out.begin() + static_cast<std::ptrdiff_t>(start), out.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
}

}  // namespace duet::rest
