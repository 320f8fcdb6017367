// How a coroutine waits for what comes in, and for room for what goes out.
#pragma once

#include <coroutine>
#include <utility>

#include "../status.hpp"
#include "driver.hpp"
#include "ends.hpp"

namespace duet::detail {

// The next piece is in inlet.piece when await_resume() runs: within the callback that brings it.
class ReceiveAwaiter : public Suspension {
 public:
  bool await_ready() {
    over_ = inlet_.ended || driver_.cancelled();
    return over_;
  }
  bool await_suspend(std::coroutine_handle<> handle) {
    driver_.suspend(handle, this);
    inlet_.waiting = true;
    if (inlet_.host->receive(inlet_.host->host, inlet_.handle) == 0) return true;
    inlet_.waiting = false;
    driver_.unsuspend();
    over_ = true;
    return false;
  }
  bool give_up() final {
    over_ = true;
    inlet_.waiting = false;
    return true;
  }

 protected:
  ReceiveAwaiter(Driver& driver, Inlet& inlet) : driver_(driver), inlet_(inlet) {}
  ~ReceiveAwaiter() = default;

  // Nothing has come: the stream was at its end before, or the call is over.
  bool over() const { return over_; }
  Status end_of_call() const { return detail::end_of_call(driver_.deadline_passed()); }

 private:
  Driver& driver_;
  Inlet& inlet_;
  bool over_ = false;
};

inline constexpr auto kLagsBehind = static_cast<duet_code>(Code::kResourceExhausted);

// `Step` sends something to step.outlet() by step.send(), which returns the host's code.
template <class Step>
class SendAwaiter final : public Suspension {
 public:
  SendAwaiter(Driver& driver, const Step& step) : driver_(driver), step_(step) {}

  bool await_ready() {
    if (driver_.cancelled()) return true;
    const duet_code code = step_.send();
    sent_ = code == 0 || code == kLagsBehind;
    return code != kLagsBehind;
  }
  void await_suspend(std::coroutine_handle<> handle) {
    driver_.suspend(handle, this);
    step_.outlet().waiting = true;
  }
  bool await_resume() const { return sent_; }
  bool give_up() override {
    sent_ = false;
    step_.outlet().waiting = false;
    return true;
  }

 private:
  Driver& driver_;
  Step step_;
  bool sent_ = false;
};

// The same in a handler that holds a thread.
template <class Step>
bool send_and_wait(const Step& step, const char* what) {
  const Outlet& outlet = step.outlet();
  require_waiting(outlet.may_wait, what);
  duet_code code = step.send();
  if (code == kLagsBehind) code = outlet.host->wait_sendable(outlet.host->host, outlet.handle);
  return code == 0;
}

}  // namespace duet::detail
