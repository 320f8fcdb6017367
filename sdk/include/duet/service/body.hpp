// The body of a request as one piece of text, and the options that the host gave for JSON.
#pragma once

#include <string>
#include <string_view>

#include "../abi/call.h"
#include "../abi/description.h"
#include "../codec/json/options.hpp"

namespace duet::detail {

inline JsonOptions json_options(const duet_request& request) {
  JsonOptions options;
  options.ignore_unknown = (request.json_flags & DUET_JSON_IGNORE_UNKNOWN) != 0;
  options.write_defaults = (request.json_flags & DUET_JSON_WRITE_DEFAULTS) != 0;
  return options;
}

// A body that came in one piece is read where it lies; several are joined.
class Body {
 public:
  explicit Body(const duet_request& request) {
    if (request.n_body == 0) return;
    if (request.n_body == 1) {
      text_ = view_of(request.body[0]);
      return;
    }
    std::size_t size = 0;
    for (std::size_t i = 0; i < request.n_body; ++i) size += request.body[i].size;
    joined_.reserve(size);
    for (std::size_t i = 0; i < request.n_body; ++i) joined_ += view_of(request.body[i]);
    text_ = joined_;
  }
  Body(const Body&) = delete;
  Body& operator=(const Body&) = delete;

  std::string_view text() const { return text_; }

 private:
  static std::string_view view_of(const duet_slice& slice) {
    return {reinterpret_cast<const char*>(slice.data), slice.size};
  }

  std::string joined_;
  std::string_view text_;
};

}  // namespace duet::detail
