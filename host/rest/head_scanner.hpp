// Finds where the head of a request ends, before anything in it is interpreted.
#pragma once

#include <cstddef>
#include <string_view>

#include "rest/options.hpp"

namespace duet::rest {

/// Looks at each byte once, however small the pieces are in which a head arrives, and refuses at once what can never
/// become one: line feeds without carriage return, folded lines, and heads beyond their limits (RFC 9112 sections 2.2,
/// 5.2). What is between the line ends is left to the parser.
class HeadScanner {
 public:
  enum class State { kNeedMore, kComplete, kMalformed, kRequestLineTooLong, kTooLarge };

  explicit HeadScanner(const Limits& limits) : limits_(limits) {}

  /// `bytes`: all that has arrived, from the first byte of the request on; not empty.
  State scan(std::string_view bytes);

  /// @pre scan() gave kComplete. The head's bytes, the empty line included.
  std::size_t size() const { return line_start_; }
  /// @pre scan() gave kComplete.
  std::size_t header_count() const { return lines_ - 1; }

  /// Begins with the next request.
  void reset();

 private:
  /// What can be said of `size` bytes, the last of them in a line that has not ended.
  State judge_size(std::size_t size) const;

  const Limits& limits_;
  std::size_t scanned_ = 0;
  std::size_t line_start_ = 0;
  std::size_t lines_ = 0;
};

}  // namespace duet::rest
