// Names for requests that came without one.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace duet::rest {

/// May a client's X-Request-Id be used? 1 to 128 printable ASCII characters that need no quoting anywhere.
bool is_request_id(std::string_view text);

/// Makes ids that are unique across threads and restarts: a random prefix and a counter. Not thread safe.
class RequestIds {
 public:
  RequestIds();

  /// Valid until the next call.
  std::string_view next();

 private:
  static constexpr std::size_t kPrefix = 16;
  std::array<char, kPrefix + 16> text_;
  std::uint64_t count_ = 0;
};

}  // namespace duet::rest
