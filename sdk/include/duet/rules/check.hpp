// check(...): a rule across the fields of a message, which DUET_MODEL takes.
//
//   inline void check_dates(const Booking& booking, duet::Checks& checks) {
//     if (booking.end <= booking.start) checks.fail("end", "must be after start", "end_before_start");
//   }
//   DUET_MODEL(Booking, duet::check(&check_dates, "check_dates"), DUET_FIELD(1, start), DUET_FIELD(2, end));
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "../model/path.hpp"
#include "../violation.hpp"
#include "markers.hpp"

namespace duet {

// Where a check tells what is wrong. Lives as long as the call of the check.
class Checks {
 public:
  Checks(const detail::Path& path, Violations& out) : path_(&path), out_(&out) {}
  Checks(const Checks&) = delete;
  Checks& operator=(const Checks&) = delete;

  // `field` is a path within the message, in proto names ("end", "lines[2].price"), or "" for the message itself.
  // `message` is for people, `type` for programs: stable, snake_case. See duet::Violation.
  void fail(std::string_view field, std::string message, std::string_view type = "invalid") {
    std::string text = path_->text();
    if (!field.empty()) detail::append_name(text, field);
    detail::add_violation(*out_, std::move(text), std::move(message), type);
  }

 private:
  const detail::Path* path_;
  Violations* out_;
};

namespace detail {

template <class T>
struct Check {
  using Model = T;
  void (*function)(const T&, Checks&);
  std::string_view name;
};

template <class F>
inline constexpr bool kIsCheckFunction = false;
template <class T>
inline constexpr bool kIsCheckFunction<void (*)(const T&, Checks&)> = true;
template <class T>
inline constexpr bool kIsCheckFunction<void (*)(const T&, Checks&) noexcept> = true;

template <class T>
constexpr Check<T> make_check(void (*function)(const T&, Checks&), std::string_view name) {
  return {function, name};
}

template <class T>
inline constexpr bool kIsModelWord<Check<T>> = true;

}  // namespace detail

// A rule across the fields of a message. Called when all its own fields hold, and with them what is within it. `name`,
// an identifier, is told in the contract; by convention it is the function's. A model may have several checks.
template <class F>
constexpr auto check(F function, std::string_view name = {}) {
  static_assert(detail::kIsCheckFunction<F>,
                "check() takes the address of a function void(const Model&, duet::Checks&)");
  if constexpr (detail::kIsCheckFunction<F>)
    return detail::make_check(function, name);
  else
    return detail::Doc{};  // harmless, so that the refusal is the only error
}

}  // namespace duet
