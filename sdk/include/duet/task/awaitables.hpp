// What a coroutine can wait for with the help of its call.
#pragma once

#include <chrono>

namespace duet {

// From call.sleep_for().
struct [[nodiscard]] Sleep {
  std::chrono::nanoseconds duration;
};

// From call.yield().
struct [[nodiscard]] Yield {};

}  // namespace duet
