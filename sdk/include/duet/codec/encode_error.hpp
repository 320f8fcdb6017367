// Why a message could not be encoded.
#pragma once

#include <string>
#include <string_view>

namespace duet {

// `field` is the innermost field at fault, in its proto name, or empty where it is the message itself. `reason` goes on
// from there: "has text that is not UTF-8".
struct EncodeError {
  std::string_view field;
  std::string reason;

  std::string message() const {
    return (field.empty() ? std::string("the message") : "the field '" + std::string(field) + "'") + " " + reason;
  }
};

namespace detail {

inline constexpr std::string_view kNotUtf8 = "has text that is not UTF-8";

inline bool refuse_text(std::string_view field, EncodeError* error) {
  if (error != nullptr) *error = {field, std::string(kNotUtf8)};
  return false;
}

}  // namespace detail
}  // namespace duet
