// A handler that is a coroutine: its request, its call and its frame live in the state block of the call until it has
// run to its end.
#pragma once

#include <new>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "../task.hpp"
#include "answer.hpp"
#include "entry.hpp"
#include "handler.hpp"
#include "outcome.hpp"

namespace duet::detail {

// The front of a state block. The host zeroes the block, so that there is no driver before a coroutine has begun.
struct StateHead {
  Driver* driver;
};
inline constexpr std::size_t kStateAlignment = 64;  // promised by the ABI for duet_method.state_bytes

template <class Traits>
class CoroutineCall final : public Driver {
 public:
  CoroutineCall(const duet_host* host, duet_call handle, const duet_request& request, std::string_view method,
                StateHead* head)
      : Driver(host, handle, request.deadline_ns),
        answer_(host, handle),
        request_(request),
        method_(method),
        head_(head),
        call_(host, handle, &request),
        ports_(Line{host, handle, request, call_, /*may_wait=*/false}) {
    head_->driver = this;
    set_ends(ports_.in(), ports_.out());
  }
  CoroutineCall(const CoroutineCall&) = delete;
  CoroutineCall& operator=(const CoroutineCall&) = delete;

  // Decodes and begins. The call may be over, and this object gone, when it returns.
  template <class Start>
  void begin(Start&& start) noexcept {
    try {
      if (auto failure = ports_.read(request_)) return end([&](Answer& answer) { answer.finish_with(*failure); });
      task_ = start(ports_, call_);
      if (!TaskAccess::handle(task_)) throw std::logic_error("the handler returned an empty duet::Task");
      TaskAccess::handle(task_).promise().attach(*this, {});
    } catch (...) {
      return end([method = method_](Answer& answer) { answer.finish_with_current_exception(method); });
    }
    run(TaskAccess::handle(task_));
  }

 private:
  void complete() noexcept override {
    try {
      auto result = TaskAccess::handle(task_).promise().take();
      const auto failure = settle<Traits>(request_, std::move(result), ports_.unread(), call_, answer_);
      return end([&](Answer& answer) { finish<Traits>(answer, failure); });
    } catch (...) {
      return end([method = method_](Answer& answer) { answer.finish_with_current_exception(method); });
    }
  }

  // Everything of the call is freed before the host hears that it is over: the state block is the host's from then on.
  template <class Finish>
  void end(Finish&& tell) noexcept {
    Answer answer = std::move(answer_);
    StateHead* head = head_;
    this->~CoroutineCall();
    head->driver = nullptr;
    tell(answer);
  }

  Answer answer_;
  const duet_request& request_;
  std::string_view method_;
  StateHead* head_;
  Call call_;
  typename Traits::Ports ports_;
  Task<typename Traits::Value> task_;
};

template <class Traits>
struct CoroutineState {
  StateHead head;
  alignas(CoroutineCall<Traits>) unsigned char call[sizeof(CoroutineCall<Traits>)];
};

template <class Plugin, class Handler>
class CoroutineMethod final : public TypedMethod<Plugin, HandlerTraits<Handler>> {
  using Traits = HandlerTraits<Handler>;
  using State = CoroutineState<Traits>;
  static_assert(alignof(State) <= kStateAlignment, "the request of a coroutine handler needs a smaller alignment");

 public:
  CoroutineMethod(std::string_view name, Handler handler) : TypedMethod<Plugin, Traits>(name), handler_(handler) {}

  std::size_t state_bytes() const override { return sizeof(State); }

  void invoke(Plugin& plugin, const duet_host* host, duet_call handle, const duet_request& request,
              void* memory) const noexcept override {
    auto* state = static_cast<State*>(memory);
    CoroutineCall<Traits>* call = nullptr;
    try {
      call = ::new (static_cast<void*>(state->call))
          CoroutineCall<Traits>(host, handle, request, this->full_name(), &state->head);
    } catch (...) {
      const Answer answer(host, handle);
      return answer.finish_with_current_exception(this->full_name());
    }
    call->begin([this, &plugin](typename Traits::Ports& ports, Call& c) { return ports.start(plugin, handler_, c); });
  }

 private:
  Handler handler_;
};

}  // namespace duet::detail
