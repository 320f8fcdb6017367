// A handler that is a coroutine: its request, its call and its frame live in the state block of the call until it has
// run to its end.
#pragma once

#include <new>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "../result.hpp"
#include "../task.hpp"
#include "answer.hpp"
#include "bodies.hpp"
#include "entry.hpp"
#include "read_request.hpp"
#include "write_answer.hpp"

namespace duet::detail {

// The front of a state block. The host zeroes the block, so that there is no driver before a coroutine has begun.
struct StateHead {
  Driver* driver;
};
inline constexpr std::size_t kStateAlignment = 64;  // promised by the ABI for duet_method.state_bytes

template <class In, class Out, class Bodies>
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
        bodies_(host, handle, call_) {
    head_->driver = this;
    set_bodies(bodies_.in(), bodies_.out());
  }
  CoroutineCall(const CoroutineCall&) = delete;
  CoroutineCall& operator=(const CoroutineCall&) = delete;

  // Decodes and begins. The call may be over, and this object gone, when it returns.
  template <class Start>
  void begin(Start&& start) noexcept {
    try {
      if (auto failure = read_request(request_, in_)) return end([&](Answer& answer) { answer.finish_with(*failure); });
      task_ = start(bodies_, in_, call_);
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
      Result<Out> result = TaskAccess::handle(task_).promise().take();
      answer_.set_headers(call_.take_headers(), call_.take_trailers());
      if (result.ok()) {
        if constexpr ((Bodies::kFlags & DUET_RAW_REPLY) != 0) {
          answer_buffer().clear();  // The body was written in pieces.
        } else {
          write_answer(request_, *result, answer_);
        }
        return end([](Answer& answer) { answer.finish_with_body(); });
      }
      const Failure failure{std::move(result).status()};
      return end([&](Answer& answer) { answer.finish_with(failure); });
    } catch (...) {
      return end([method = method_](Answer& answer) { answer.finish_with_current_exception(method); });
    }
  }

  // Everything of the call is freed before the host hears that it is over: the state block is the host's from then on.
  template <class Finish>
  void end(Finish&& finish) noexcept {
    Answer answer = std::move(answer_);
    StateHead* head = head_;
    this->~CoroutineCall();
    head->driver = nullptr;
    finish(answer);
  }

  Answer answer_;
  const duet_request& request_;
  std::string_view method_;
  StateHead* head_;
  Call call_;
  [[no_unique_address]] Bodies bodies_;
  In in_{};
  Task<Result<Out>> task_;
};

template <class In, class Out, class Bodies>
struct CoroutineState {
  StateHead head;
  alignas(CoroutineCall<In, Out, Bodies>) unsigned char call[sizeof(CoroutineCall<In, Out, Bodies>)];
};

template <class Plugin, class Handler, class Parameter, class In, class Out, class Bodies>
class CoroutineMethod final : public TypedMethod<Plugin, In, Out> {
  using State = CoroutineState<In, Out, Bodies>;
  static_assert(alignof(State) <= kStateAlignment, "the request of a coroutine handler needs a smaller alignment");

 public:
  CoroutineMethod(std::string_view name, Handler handler) : TypedMethod<Plugin, In, Out>(name), handler_(handler) {
    this->flag(Bodies::kFlags);
  }

  std::size_t state_bytes() const override { return sizeof(State); }

  void invoke(Plugin& plugin, const duet_host* host, duet_call handle, const duet_request& request,
              void* memory) const noexcept override {
    auto* state = static_cast<State*>(memory);
    CoroutineCall<In, Out, Bodies>* call = nullptr;
    try {
      call = ::new (static_cast<void*>(state->call))
          CoroutineCall<In, Out, Bodies>(host, handle, request, this->full_name(), &state->head);
    } catch (...) {
      const Answer answer(host, handle);
      return answer.finish_with_current_exception(this->full_name());
    }
    call->begin([this, &plugin](Bodies& bodies, In& in, Call& c) {
      return bodies.start(plugin, handler_, static_cast<Parameter&&>(in), c);
    });
  }

 private:
  Handler handler_;
};

}  // namespace duet::detail
