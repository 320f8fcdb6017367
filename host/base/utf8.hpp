// UTF-8 (RFC 3629), one code point at a time. No allocation; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace duet::base {

struct CodePoint {
  char32_t value = 0;
  std::size_t size = 0;  // bytes it takes; 0 where the text does not begin with a well-formed sequence
};

// The code point that `text` begins with. Overlong forms, surrogates and values above U+10FFFF are not well formed.
CodePoint first_code_point(std::string_view text);

// Is all of `text` well formed?
bool is_utf8(std::string_view text);

}  // namespace duet::base
