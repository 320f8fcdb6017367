// What a connection has to say and has not sent yet.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "rest/options.hpp"
#include "rest/pace.hpp"

namespace duet::rest {

/// Empties `buffer`; keeps its memory for the next use only where that is little, because idle connections are many.
inline void give_back(std::string& buffer) {
  constexpr std::size_t kKept = 4 * 1024;
  if (buffer.capacity() > kKept) {
    std::string().swap(buffer);
  } else {
    buffer.clear();
  }
}

/// Bytes that wait for the client, and since when.
class OutputBuffer {
 public:
  std::string_view view() const { return std::string_view(bytes_).substr(sent_); }
  bool empty() const { return sent_ == bytes_.size(); }
  std::size_t size() const { return bytes_.size() - sent_; }

  /// Gives the memory away, for somebody to write at its end; restore() brings it back.
  std::string take() { return std::move(bytes_); }
  void restore(std::string bytes, std::int64_t now_ns) {
    bytes_ = std::move(bytes);
    note_begin(now_ns);
  }

  void append(std::string_view more, std::int64_t now_ns) {
    bytes_.append(more);
    note_begin(now_ns);
  }
  void append(std::string&& more, std::int64_t now_ns) {
    if (empty()) {
      bytes_ = std::move(more);
      sent_ = 0;
    } else {
      bytes_.append(more);
    }
    note_begin(now_ns);
  }

  void sent(std::size_t size, std::int64_t now_ns) {
    moved_ns_ = now_ns;
    pace_.count(size);
    sent_ += size;
    if (sent_ == bytes_.size()) drop();
  }
  void drop() {
    sent_ = 0;
    waiting_ = false;
    give_back(bytes_);
  }

  /// Does the client take it too slowly?
  bool stalled(std::int64_t now_ns, const Limits& limits) {
    if (empty()) return false;
    return (limits.write_timeout_ns > 0 && now_ns - moved_ns_ >= limits.write_timeout_ns) ||
           pace_.too_slow(now_ns, limits.min_rate);
  }

 private:
  void note_begin(std::int64_t now_ns) {
    if (waiting_ || empty()) return;
    waiting_ = true;
    moved_ns_ = now_ns;
    pace_.begin(now_ns);
  }

  std::string bytes_;
  std::size_t sent_ = 0;
  bool waiting_ = false;
  std::int64_t moved_ns_ = 0;  // when it last began or shrank
  Pace pace_;
};

}  // namespace duet::rest
