// Rules for Timestamp about the time when it is checked: lt_now, gt_now, within. On a list or map they hold for each
// value in it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "order.hpp"
#include "words.hpp"

namespace duet {
namespace detail {

struct Moment {
  std::int64_t seconds;
  std::int32_t nanos;
};

inline Moment now() {
  using std::chrono::nanoseconds;
  using std::chrono::seconds;
  const auto since = std::chrono::duration_cast<nanoseconds>(std::chrono::system_clock::now().time_since_epoch());
  const auto whole = std::chrono::floor<seconds>(since);
  return {whole.count(), static_cast<std::int32_t>((since - whole).count())};
}

struct LtNow {
  static constexpr For kFor = For::kTimestamp;
  constexpr unsigned aspects() const { return kSettlesUpper; }
  std::string words(Kind) const { return "must be in the past"; }
  template <class V>
  const char* broken(const V& value) const {
    return order(value, now()) == -1 ? nullptr : "not_past";
  }
  template <class Sink>
  constexpr void tell(Sink& sink) const {
    sink.lt_now();
  }
};

struct GtNow {
  static constexpr For kFor = For::kTimestamp;
  constexpr unsigned aspects() const { return kSettlesLower; }
  std::string words(Kind) const { return "must be in the future"; }
  template <class V>
  const char* broken(const V& value) const {
    return order(value, now()) == 1 ? nullptr : "not_future";
  }
  template <class Sink>
  constexpr void tell(Sink& sink) const {
    sink.gt_now();
  }
};

template <class Duration>
struct Within {
  static constexpr For kFor = For::kTimestamp;
  Duration distance;
  constexpr unsigned aspects() const { return kSettlesWithin; }
  std::string words(Kind) const { return "must be within " + value_words(distance) + " of now"; }
  template <class V>
  const char* broken(const V& value) const {
    const Moment here = now();
    if (!is_valid_time(value)) return "not_near_now";
    std::int64_t seconds = value.seconds - here.seconds;
    std::int32_t nanos = value.nanos - here.nanos;
    if (seconds < 0 || (seconds == 0 && nanos < 0)) {
      seconds = -seconds;
      nanos = -nanos;
    }
    if (nanos < 0) {
      nanos += 1'000'000'000;
      --seconds;
    }
    const bool is_far = seconds > distance.seconds || (seconds == distance.seconds && nanos > distance.nanos);
    return is_far ? "not_near_now" : nullptr;
  }
  template <class Sink>
  constexpr void tell(Sink& sink) const {
    sink.within(distance);
  }
};

}  // namespace detail

// Before, after the time when it is checked, by the system's clock.
inline constexpr detail::LtNow lt_now{};
inline constexpr detail::GtNow gt_now{};
// No further than `distance` (a duet::Duration above 0) from the time when it is checked, before or after.
template <class D>
requires detail::kIsDuration<D>
constexpr detail::Within<D> within(D distance) { return {distance}; }

}  // namespace duet
