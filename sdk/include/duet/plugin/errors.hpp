// Telling the host why a [control] function failed.
#pragma once

#include <algorithm>
#include <cstring>
#include <exception>
#include <string>
#include <string_view>

#include "../abi/base.h"
#include "../model/utf8.hpp"
#include "../status.hpp"

namespace duet::detail {

// As much of the text as fits, cut between characters, and terminated.
template <std::size_t N>
void copy_text(char (&to)[N], std::string_view text) {
  text = text.substr(0, N - 1);
  text = text.substr(0, utf8_valid_prefix(text));
  std::memcpy(to, text.data(), text.size());
  to[text.size()] = '\0';
}

inline duet_code set_error(duet_error* error, Code code, std::string_view field, std::string_view message) noexcept {
  const auto number = static_cast<duet_code>(code);
  if (error && error->size >= sizeof(duet_error)) {
    error->code = number;
    copy_text(error->field, field);
    copy_text(error->message, message);
  }
  return number;
}

// For what a [control] function caught. Its text goes to the admin, who is the one to mend it.
inline duet_code set_error_from_exception(duet_error* error, std::string_view what_threw) noexcept {
  try {
    try {
      throw;
    } catch (const std::exception& thrown) {
      return set_error(error, Code::kInternal, "", std::string(what_threw) + " threw an exception: " + thrown.what());
    } catch (...) {
      return set_error(error, Code::kInternal, "",
                       std::string(what_threw) + " threw something that is not a std::exception");
    }
  } catch (...) {
    return set_error(error, Code::kInternal, "", what_threw);
  }
}

}  // namespace duet::detail
