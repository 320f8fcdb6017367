#include "rest/head_scanner.hpp"

#include <cstring>

#include "rest/http_text.hpp"

namespace duet::rest {

HeadScanner::State HeadScanner::scan(std::string_view bytes) {
  // A client that speaks something else (TLS, say) shows it in the first byte.
  if (scanned_ == 0 && !is_token_char(bytes.front())) return State::kMalformed;

  while (scanned_ < bytes.size()) {
    const void* found = std::memchr(bytes.data() + scanned_, '\n', bytes.size() - scanned_);
    if (found == nullptr) {
      scanned_ = bytes.size();
      break;
    }
    const auto end = static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
    // First what would have been said without this line's end, so that nothing depends on the pieces bytes come in.
    if (const State state = judge_size(end); state != State::kNeedMore) return state;
    if (end == line_start_ || bytes[end - 1] != '\r') return State::kMalformed;
    const std::size_t length = end - 1 - line_start_;
    const char first = bytes[line_start_];
    scanned_ = line_start_ = end + 1;
    if (lines_ == 0 && length > limits_.request_line_bytes) return State::kRequestLineTooLong;
    if (scanned_ > limits_.header_bytes) return State::kTooLarge;
    if (length == 0) return State::kComplete;
    if (first == ' ' || first == '\t') return State::kMalformed;
    if (++lines_ > limits_.header_count + 1) return State::kTooLarge;
  }
  return judge_size(bytes.size());
}

HeadScanner::State HeadScanner::judge_size(std::size_t size) const {
  if (lines_ == 0 && size > limits_.request_line_bytes + 2) return State::kRequestLineTooLong;
  return size > limits_.header_bytes ? State::kTooLarge : State::kNeedMore;
}

void HeadScanner::reset() { scanned_ = line_start_ = lines_ = 0; }

}  // namespace duet::rest
