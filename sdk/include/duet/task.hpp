// Coroutines: a handler that waits without holding a thread.
//
//   duet::Task<duet::Result<Report>> Reports::create(const CreateRequest& request, duet::Call& call) {
//     const bool slept = co_await call.sleep_for(50ms);
//     if (!slept) co_return duet::cancelled("the caller has gone");
//     duet::Result<Data> data = co_await load(request.name);
//     ...
//
// A task is lazy: it begins when it is awaited (a handler: when the call comes in). Its frame belongs to the Task
// object; the one of a handler belongs to the call. A coroutine always continues on a thread of the host, never on two
// at once. When the call is cancelled, what waits is woken and the coroutine runs to its end as usual. An exception
// travels to who awaits; out of a handler it becomes INTERNAL, and its text goes to the host's log only.
//
// GCC 12 makes wrong code of some conditions with co_await in them; later ones and clang do not. Give the result a name
// first, which is always right:
//   const bool slept = co_await call.sleep_for(50ms);
//   if (!slept) co_return duet::cancelled("the caller has gone");
// Known are:
// - an `if` with co_await in its condition where the block around it declares no variable, and co_await as an operand
// of
//   && or || in a co_return: the coroutine ends without a value, or crashes;
// - a `continue` in a `do ... while (co_await ...)`: it goes round without the condition, for ever;
// - `a && co_await b` in the condition of a loop: both sides are evaluated, whatever a is;
// - a temporary struct within a co_await: it is destroyed twice.
#pragma once

#include <coroutine>
#include <utility>

#include "task/event.hpp"
#include "task/promise.hpp"

namespace duet {

template <class T>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::TaskPromise<T>;
  using value_type = T;

  Task() = default;
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Task() {
    if (handle_) handle_.destroy();
  }

 private:
  friend promise_type;
  friend detail::TaskAccess;

  explicit Task(std::coroutine_handle<promise_type> handle) : handle_(handle) {}

  std::coroutine_handle<promise_type> handle_;
};

namespace detail {
template <class T>
Task<T> TaskPromise<T>::get_return_object() noexcept {
  return Task<T>(std::coroutine_handle<TaskPromise<T>>::from_promise(*this));
}
inline Task<void> TaskPromise<void>::get_return_object() noexcept {
  return Task<void>(std::coroutine_handle<TaskPromise<void>>::from_promise(*this));
}
}  // namespace detail
}  // namespace duet
