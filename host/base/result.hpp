// A value, or the reason why there is none: what fallible functions of the host return.
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace duet::base {

// One sentence for the person who has to mend it: what is wrong, where, and what to do.
struct Error {
  std::string message;
};

// Holds a T or an E, never neither. Asking for the one that is not there is a bug of the caller, not an error.
template <class T, class E = Error>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & { return assert(ok()), *std::get_if<0>(&state_); }
  const T& value() const& { return assert(ok()), *std::get_if<0>(&state_); }
  T&& value() && { return assert(ok()), std::move(*std::get_if<0>(&state_)); }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  E& error() & { return assert(!ok()), *std::get_if<1>(&state_); }
  const E& error() const& { return assert(!ok()), *std::get_if<1>(&state_); }
  E&& error() && { return assert(!ok()), std::move(*std::get_if<1>(&state_)); }

 private:
  std::variant<T, E> state_;
};

// Success without a value, or the reason why not. `return {};` is success.
template <class E>
class [[nodiscard]] Result<void, E> {
 public:
  Result() = default;
  Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  E& error() & { return assert(!ok()), *std::get_if<1>(&state_); }
  const E& error() const& { return assert(!ok()), *std::get_if<1>(&state_); }
  E&& error() && { return assert(!ok()), std::move(*std::get_if<1>(&state_)); }

 private:
  std::variant<std::monostate, E> state_;
};

}  // namespace duet::base
