// A value, or the status that tells why there is none. What every handler returns.
#pragma once

#include <cassert>
#include <type_traits>
#include <utility>
#include <variant>

#include "status.hpp"

namespace duet {

template <class T>
class [[nodiscard]] Result {
  static_assert(!std::is_reference_v<T> && !std::is_same_v<std::remove_cv_t<T>, Status>,
                "duet::Result<T>: T is the type of the value; an answer without a value is a duet::Status");

 public:
  using value_type = T;

  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  // An error. An OK status has no value to go with it: it becomes INTERNAL.
  Result(Status status) : state_(std::in_place_index<1>, std::move(status)) {
    if (error().ok()) error() = internal("a result was made from an OK status, without a value");
  }

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // OK where there is a value.
  Status status() const& { return ok() ? Status() : error(); }
  Status status() && { return ok() ? Status() : std::move(error()); }

  // @pre ok()
  T& value() & { return checked(); }
  const T& value() const& { return const_cast<Result*>(this)->checked(); }
  T&& value() && { return std::move(checked()); }
  T& operator*() & { return checked(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(checked()); }
  T* operator->() { return &checked(); }
  const T* operator->() const { return &value(); }

  T value_or(T other) && { return ok() ? std::move(checked()) : std::move(other); }

 private:
  T& checked() {
    assert(ok() && "the value of a result that has none");
    return *std::get_if<0>(&state_);
  }
  Status& error() { return *std::get_if<1>(&state_); }
  const Status& error() const { return *std::get_if<1>(&state_); }

  std::variant<T, Status> state_;
};

}  // namespace duet
