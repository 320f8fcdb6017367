// Whether bytes move fast enough.
#pragma once

#include <cstdint>

namespace duet::rest {

/// Measures one transfer against a least rate, which stops those who keep a connection busy with a byte now and then.
/// The first seconds are free.
class Pace {
 public:
  void begin(std::int64_t now_ns) {
    began_ns_ = now_ns;
    bytes_ = 0;
  }
  void count(std::size_t bytes) { bytes_ += bytes; }

  /// `least`: bytes a second, 0 = any pace will do.
  bool too_slow(std::int64_t now_ns, std::uint64_t least) const {
    constexpr std::int64_t kFreeNs = 5'000'000'000;
    const std::int64_t counted_ns = now_ns - began_ns_ - kFreeNs;
    return least > 0 && counted_ns > 0 &&
           static_cast<double>(bytes_) < static_cast<double>(least) * static_cast<double>(counted_ns) / 1e9;
  }

 private:
  std::int64_t began_ns_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace duet::rest
