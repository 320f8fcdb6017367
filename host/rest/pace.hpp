// Whether bytes move fast enough.
#pragma once

#include <cstddef>
#include <cstdint>

namespace duet::rest {

/// Measures one transfer against a least rate, which stops those who keep a connection busy with a byte now and then.
/// Each window counts for itself, so that nobody lives on what was fast before. It is long, because a client that reads
/// slowly but steadily takes what its buffer holds all at once, and then nothing for a while.
class Pace {
 public:
  void begin(std::int64_t now_ns) {
    window_ns_ = now_ns;
    bytes_ = 0;
  }
  void count(std::size_t bytes) { bytes_ += bytes; }

  /// `least`: bytes a second, 0 = any pace will do. To be asked a few times a second.
  bool too_slow(std::int64_t now_ns, std::uint64_t least) {
    constexpr std::int64_t kWindowS = 30;
    if (now_ns - window_ns_ < kWindowS * 1'000'000'000) return false;
    const bool slow = bytes_ < least * kWindowS;
    begin(now_ns);
    return slow;
  }

 private:
  std::int64_t window_ns_ = 0;  // when it began
  std::uint64_t bytes_ = 0;     // since then
};

}  // namespace duet::rest
