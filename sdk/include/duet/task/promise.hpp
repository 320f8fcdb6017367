// The inside of duet::Task: where a coroutine leaves its value and who runs after it.
#pragma once

#include <coroutine>
#include <exception>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <variant>

#include "awaiters.hpp"
#include "driver.hpp"
#include "event.hpp"

namespace duet {

template <class T>
class Task;

namespace detail {

template <class T>
class TaskAwaiter;

template <class T>
inline constexpr bool kIsEvent = false;
template <class T>
inline constexpr bool kIsEvent<Event<T>> = true;
template <class T>
inline constexpr bool kCannotAwait = false;

// What the runtime may do with a task and nobody else.
struct TaskAccess {
  template <class T>
  static auto handle(Task<T>& task) {
    return task.handle_;
  }
};

class PromiseBase {
 public:
  // Whatever a coroutine waits for goes through these, so that it always goes on in a callback of its own call.
  template <class T>
  auto await_transform(Task<T>&& task) {
    const auto handle = TaskAccess::handle(task);
    if (!handle || handle.promise().begun())
      throw std::logic_error("co_await of a duet::Task that is empty or was awaited");
    return TaskAwaiter<T>(*driver_, handle);
  }
  template <class E>
  requires kIsEvent<std::remove_cvref_t<E>>
  auto await_transform(E&& event) { return EventAwaiter(*driver_, event); }
  auto await_transform(Sleep sleep) { return SleepAwaiter(*driver_, sleep.duration); }
  auto await_transform(Yield) { return YieldAwaiter(*driver_); }
  // What readers and writers give.
  template <class Step>
  requires requires { typename std::remove_cvref_t<Step>::DuetAwaiter; }
  auto await_transform(Step&& step) { return typename std::remove_cvref_t<Step>::DuetAwaiter(*driver_, step); }
  template <class T>
  void await_transform(T&&) {
    static_assert(kCannotAwait<T>,
                  "a coroutine of a plugin can co_await a duet::Task (a named one as std::move(task)), a duet::Event, "
                  "call.sleep_for(), call.yield(), and read() and write() of a reader or writer: they continue on a "
                  "thread of the "
                  "host");
  }

  std::suspend_always initial_suspend() noexcept { return {}; }
  struct FinalAwaiter {
    bool await_ready() noexcept { return false; }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> handle) noexcept {
      PromiseBase& promise = handle.promise();
      if (promise.continuation_) promise.driver_->schedule(promise.continuation_);
    }
    void await_resume() noexcept {}
  };
  FinalAwaiter final_suspend() noexcept { return {}; }

  // A task runs once.
  bool begun() const { return driver_ != nullptr; }

  void attach(Driver& driver, std::coroutine_handle<> continuation) {
    driver_ = &driver;
    continuation_ = continuation;
  }

 private:
  Driver* driver_ = nullptr;
  std::coroutine_handle<> continuation_;
};

template <class T>
class TaskPromise : public PromiseBase {
 public:
  Task<T> get_return_object() noexcept;
  template <class U>
  requires std::is_convertible_v<U&&, T>
  void return_value(U&& value) { outcome_.template emplace<1>(std::forward<U>(value)); }
  void unhandled_exception() noexcept { outcome_.template emplace<2>(std::current_exception()); }

  // The value, or the exception that ended the coroutine. @pre it has run to its end
  T take() {
    if (auto* error = std::get_if<2>(&outcome_)) std::rethrow_exception(std::move(*error));
    if (auto* value = std::get_if<1>(&outcome_)) return std::move(*value);
    throw std::logic_error("the coroutine ended without a value; see duet/task.hpp for what GCC 12 gets wrong");
  }

 private:
  std::variant<std::monostate, T, std::exception_ptr> outcome_;
};

template <>
class TaskPromise<void> : public PromiseBase {
 public:
  Task<void> get_return_object() noexcept;
  void return_void() noexcept {}
  void unhandled_exception() noexcept { error_ = std::current_exception(); }
  void take() {
    if (error_) std::rethrow_exception(std::move(error_));
  }

 private:
  std::exception_ptr error_;
};

template <class T>
class TaskAwaiter {
 public:
  TaskAwaiter(Driver& driver, std::coroutine_handle<TaskPromise<T>> task) : driver_(driver), task_(task) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle) noexcept {
    task_.promise().attach(driver_, handle);
    driver_.schedule(task_);
  }
  T await_resume() { return task_.promise().take(); }

 private:
  Driver& driver_;
  std::coroutine_handle<TaskPromise<T>> task_;
};

}  // namespace detail
}  // namespace duet
