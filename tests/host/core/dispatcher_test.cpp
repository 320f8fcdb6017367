#include "core/dispatcher.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <future>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "core/code_map.hpp"
#include "core/method.hpp"

using namespace duet::core;

namespace {

constexpr std::int64_t kMs = 1'000'000;

duet_reply ok_reply() {
  duet_reply reply{};
  reply.size = sizeof reply;
  return reply;
}

/// What a sink was told, and a way to wait for it.
struct Answer {
  duet_code code;
  std::string message;
};

class Sink final : public ReplySink {
 public:
  void answer(Call&, const duet_reply& reply) noexcept override {
    release_slices(reply);
    answer_.set_value({reply.code, std::string(reply.message.data, reply.message.size)});
  }
  Answer wait() { return answer_.get_future().get(); }

 private:
  std::promise<Answer> answer_;
};

/// A backend whose steps are given by the test.
class ScriptedBackend final : public Backend {
 public:
  std::function<void(Call&)> on_invoke = [](Call&) {};
  std::function<void(Call&)> on_cancel = [](Call&) {};
  std::function<void(Call&, std::uint64_t)> on_resume = [](Call&, std::uint64_t) {};

  void invoke(Call& call) override { on_invoke(call); }
  void cancel(Call& call) override { on_cancel(call); }
  void resume(Call& call, std::uint64_t tag) override { on_resume(call, tag); }
};

struct Fixture {
  explicit Fixture(DispatcherOptions options = quiet()) : dispatcher(options) {
    method.backend = backend;
    method.full_name = "a.S/M";
  }

  static DispatcherOptions quiet() {
    DispatcherOptions options;
    options.pipeline.access_log = false;
    return options;
  }

  CallRef begin(Sink& sink) {
    CallRef call = dispatcher.begin(sink);
    call->method = &method;
    return call;
  }

  void wait_until_idle() {
    while (dispatcher.in_progress() > 0) std::this_thread::yield();
  }

  std::shared_ptr<ScriptedBackend> backend = std::make_shared<ScriptedBackend>();
  Method method;
  Dispatcher dispatcher;
};

}  // namespace

TEST_CASE("a call is invoked and answered, inline and on the pool") {
  for (const Execution execution : {Execution::kInline, Execution::kPool}) {
    Fixture fixture;
    fixture.method.execution = execution;
    fixture.method.state_bytes = 100;
    std::thread::id ran_on;
    fixture.backend->on_invoke = [&](Call& call) {
      ran_on = std::this_thread::get_id();
      CHECK(reinterpret_cast<std::uintptr_t>(call.state()) % 64 == 0);
      CHECK(static_cast<const char*>(call.state())[99] == 0);
      CHECK(fixture.dispatcher.finish(call.handle(), ok_reply()));
    };
    Sink sink;
    fixture.dispatcher.dispatch(fixture.begin(sink));
    CHECK(sink.wait().code == kOk);
    fixture.wait_until_idle();
    CHECK((ran_on == std::this_thread::get_id()) == (execution == Execution::kInline));
  }
}

TEST_CASE(
    "a backend that stands before another gives it a request of its own, and changes its answers but not its errors") {
  class Shouting final : public Translation {
   public:
    void reply(const Call& call, duet_reply& reply) noexcept override {
      CHECK(call.request.encoding == 1);
      reply.message = {"OK!", 3};
    }
    bool receive(Call&, std::string&) noexcept override { return true; }
    bool send(Call&, std::span<const duet_slice>, std::string&) noexcept override { return true; }
  };
  for (const duet_code code : {kOk, kNotFound}) {
    Fixture fixture;
    fixture.method.execution = Execution::kInline;
    fixture.backend->on_invoke = [&](Call& call) {
      CHECK(&call.asked() == &call.request);
      auto translation = std::make_unique<Shouting>();
      translation->asked.encoding = 2;
      call.translate(std::move(translation));
      CHECK(call.asked().encoding == 2);
      duet_reply reply = ok_reply();
      reply.code = code;
      reply.message = {"quiet", 5};
      fixture.dispatcher.finish(call.handle(), reply);
    };
    Sink sink;
    {
      const CallRef call = fixture.begin(sink);
      call->request.encoding = 1;
      fixture.dispatcher.dispatch(call);
    }
    const Answer answer = sink.wait();
    CHECK(answer.code == code);
    CHECK(answer.message == (code == kOk ? "OK!" : "quiet"));
    fixture.wait_until_idle();
    Sink next;
    const CallRef fresh = fixture.begin(next);  // In the same memory.
    CHECK(&fresh->asked() == &fresh->request);
    fixture.dispatcher.refuse(fresh, {kUnavailable, "", 0});
  }
}

TEST_CASE("a handle is stale once the call was finished, also when its slot is in use again") {
  Fixture fixture;
  fixture.method.execution = Execution::kInline;
  std::vector<duet_call> handles;
  fixture.backend->on_invoke = [&](Call& call) {
    handles.push_back(call.handle());
    fixture.dispatcher.finish(call.handle(), ok_reply());
    CHECK_FALSE(fixture.dispatcher.finish(call.handle(), ok_reply()));
  };
  for (int i = 0; i < 3; ++i) {
    Sink sink;
    fixture.dispatcher.dispatch(fixture.begin(sink));
    CHECK(sink.wait().code == kOk);
  }
  CHECK(handles[0] != handles[1]);
  fixture.backend->on_invoke = [&](Call& call) {
    for (const duet_call stale : handles) {
      CHECK_FALSE(fixture.dispatcher.finish(stale, ok_reply()));
      CHECK(fixture.dispatcher.cancelled(stale));
      CHECK_FALSE(fixture.dispatcher.resume(stale, 1, 0));
    }
    CHECK_FALSE(fixture.dispatcher.cancelled(call.handle()));
    fixture.dispatcher.finish(call.handle(), ok_reply());
  };
  Sink sink;
  fixture.dispatcher.dispatch(fixture.begin(sink));
  CHECK(sink.wait().code == kOk);
  CHECK_FALSE(fixture.dispatcher.finish(0, ok_reply()));
  CHECK_FALSE(fixture.dispatcher.finish(~duet_call{0}, ok_reply()));
}

TEST_CASE("the barrier: what a backend throws becomes INTERNAL, without its text") {
  Fixture fixture;
  fixture.method.execution = Execution::kInline;
  for (int kind = 0; kind < 2; ++kind) {
    fixture.backend->on_invoke = [kind](Call&) {
      if (kind == 0) throw std::runtime_error("secret");
      throw 42;
    };
    Sink sink;
    fixture.dispatcher.dispatch(fixture.begin(sink));
    const Answer answer = sink.wait();
    CHECK(answer.code == kInternal);
    CHECK(answer.message == "internal error");
    fixture.wait_until_idle();
  }
}

TEST_CASE("a deadline answers at once and tells the backend, which still owes finish()") {
  Fixture fixture;
  std::promise<duet_call> cancelled;
  fixture.backend->on_cancel = [&](Call& call) { cancelled.set_value(call.handle()); };
  Sink sink;
  {
    const CallRef call = fixture.begin(sink);
    call->request.deadline_ns = duet::base::monotonic_ns() + 5 * kMs;
    fixture.dispatcher.dispatch(call);
  }
  CHECK(sink.wait().code == kDeadlineExceeded);
  const duet_call handle = cancelled.get_future().get();
  CHECK(fixture.dispatcher.in_progress() == 1);
  CHECK(fixture.dispatcher.finish(handle, ok_reply()));
  fixture.wait_until_idle();
}

TEST_CASE("a deadline that has passed already never reaches the backend") {
  Fixture fixture;
  fixture.backend->on_invoke = [](Call&) { FAIL("invoked"); };
  Sink sink;
  const CallRef call = fixture.begin(sink);
  call->request.deadline_ns = 1;
  fixture.dispatcher.dispatch(call);
  CHECK(sink.wait().code == kDeadlineExceeded);
}

TEST_CASE("default and cap of the deadline") {
  DispatcherOptions options = Fixture::quiet();
  options.pipeline.default_timeout_ns = 50'000 * kMs;
  options.pipeline.max_timeout_ns = 60'000 * kMs;
  Fixture fixture(options);
  fixture.method.execution = Execution::kInline;
  std::int64_t left = 0;
  fixture.backend->on_invoke = [&](Call& call) {
    left = call.request.deadline_ns - call.started_ns();
    fixture.dispatcher.finish(call.handle(), ok_reply());
  };
  for (const auto& [wanted, expected] : {std::pair<std::int64_t, std::int64_t>{0, 50'000}, {90'000, 60'000}}) {
    Sink sink;
    const CallRef call = fixture.begin(sink);
    if (wanted != 0) call->request.deadline_ns = call->started_ns() + wanted * kMs;
    fixture.dispatcher.dispatch(call);
    CHECK(sink.wait().code == kOk);
    CHECK(left == expected * kMs);
  }
}

TEST_CASE("a caller that goes away: events wait for the callback that runs") {
  Fixture fixture;
  std::promise<void> entered, leave;
  std::atomic<bool> in_invoke{false}, overlapped{false};
  std::promise<void> told;
  fixture.backend->on_invoke = [&](Call& call) {
    in_invoke = true;
    entered.set_value();
    leave.get_future().wait();
    CHECK(fixture.dispatcher.cancelled(call.handle()));
    in_invoke = false;
  };
  fixture.backend->on_cancel = [&](Call& call) {
    overlapped = in_invoke.load();
    fixture.dispatcher.finish(call.handle(), ok_reply());
    told.set_value();
  };
  Sink sink;
  CallRef call = fixture.begin(sink);
  fixture.dispatcher.dispatch(call);
  entered.get_future().wait();
  call->cancel({kCancelled, "gone", 0});
  CHECK(sink.wait().code == kCancelled);
  call.reset();
  leave.set_value();
  told.get_future().wait();
  fixture.wait_until_idle();
  CHECK_FALSE(overlapped);
}

TEST_CASE("a call that is cancelled while it waits for a thread never reaches the backend") {
  DispatcherOptions options = Fixture::quiet();
  options.executor_threads = 1;
  Fixture fixture(options);
  std::promise<void> entered, leave;
  std::atomic<int> invoked{0};
  fixture.backend->on_invoke = [&](Call& call) {
    if (++invoked == 1) {
      entered.set_value();
      leave.get_future().wait();
    }
    fixture.dispatcher.finish(call.handle(), ok_reply());
  };
  Sink first, second;
  fixture.dispatcher.dispatch(fixture.begin(first));
  entered.get_future().wait();
  CallRef queued = fixture.begin(second);
  fixture.dispatcher.dispatch(queued);
  queued->cancel({kCancelled, "gone", 0});
  CHECK(second.wait().code == kCancelled);
  queued.reset();
  leave.set_value();
  CHECK(first.wait().code == kOk);
  fixture.wait_until_idle();
  CHECK(invoked == 1);
}

TEST_CASE("a full executor refuses with RESOURCE_EXHAUSTED, and the next call works") {
  DispatcherOptions options = Fixture::quiet();
  options.executor_threads = 1;
  options.executor_queue = 0;
  Fixture fixture(options);
  std::promise<void> entered, leave;
  std::atomic<bool> hold{true};
  fixture.backend->on_invoke = [&](Call& call) {
    if (hold.exchange(false)) {
      entered.set_value();
      leave.get_future().wait();
    }
    fixture.dispatcher.finish(call.handle(), ok_reply());
  };
  // The pool's thread may not wait for work yet: try until it takes the call.
  for (bool taken = false; !taken;) {
    Sink* sink = new Sink;  // lives until its answer was given, which may be after this loop
    static std::vector<std::unique_ptr<Sink>> sinks;
    sinks.emplace_back(sink);
    const CallRef call = fixture.begin(*sink);
    fixture.dispatcher.dispatch(call);
    taken = !call->answered();
  }
  entered.get_future().wait();
  Sink refused;
  fixture.dispatcher.dispatch(fixture.begin(refused));
  CHECK(refused.wait().code == kResourceExhausted);
  leave.set_value();
  fixture.wait_until_idle();
}

TEST_CASE("the limit on calls in flight counts answers, refusals included") {
  DispatcherOptions options = Fixture::quiet();
  options.pipeline.max_in_flight = 1;
  Fixture fixture(options);
  fixture.method.execution = Execution::kInline;
  duet_call held = 0;
  fixture.backend->on_invoke = [&](Call& call) { held = call.handle(); };
  Sink first, second, third;
  fixture.dispatcher.dispatch(fixture.begin(first));
  fixture.dispatcher.dispatch(fixture.begin(second));
  CHECK(second.wait().code == kResourceExhausted);
  fixture.dispatcher.finish(held, ok_reply());
  CHECK(first.wait().code == kOk);
  fixture.dispatcher.refuse(fixture.begin(third), {kNotFound, "nothing here", 0});
  CHECK(third.wait().code == kNotFound);
}

TEST_CASE("resume: now, later, and a later request in the place of an earlier one") {
  Fixture fixture;
  fixture.method.execution = Execution::kInline;
  std::vector<std::uint64_t> tags;
  fixture.backend->on_invoke = [&](Call& call) {
    CHECK(fixture.dispatcher.resume(call.handle(), 1, 3'600'000 * kMs));
    CHECK(fixture.dispatcher.resume(call.handle(), 2, 0));
  };
  fixture.backend->on_resume = [&](Call& call, std::uint64_t tag) {
    tags.push_back(tag);
    if (tag == 2) fixture.dispatcher.resume(call.handle(), 3, 4 * kMs);
    if (tag == 3) fixture.dispatcher.finish(call.handle(), ok_reply());
  };
  Sink sink;
  fixture.dispatcher.dispatch(fixture.begin(sink));
  CHECK(sink.wait().code == kOk);
  fixture.wait_until_idle();
  CHECK(tags == std::vector<std::uint64_t>{2, 3});
}

TEST_CASE("a call that asks to be resumed at once gives way to other work, and leaves a door's thread") {
  DispatcherOptions options = Fixture::quiet();
  options.executor_threads = 1;
  Fixture fixture(options);
  fixture.method.execution = Execution::kInline;
  Method pooled = fixture.method;
  pooled.execution = Execution::kPool;
  std::atomic<bool> other_ran{false};
  std::atomic<bool> on_door_thread{false};
  const auto door_thread = std::this_thread::get_id();
  fixture.backend->on_invoke = [&](Call& call) {
    if (call.method == &pooled) {
      other_ran = true;
      fixture.dispatcher.finish(call.handle(), ok_reply());
    } else {
      fixture.dispatcher.resume(call.handle(), 1, 0);
    }
  };
  fixture.backend->on_resume = [&](Call& call, std::uint64_t) {
    if (std::this_thread::get_id() == door_thread) on_door_thread = true;
    if (other_ran) {
      fixture.dispatcher.finish(call.handle(), ok_reply());
    } else {
      fixture.dispatcher.resume(call.handle(), 1, 0);  // Until the other call has had its turn.
    }
  };
  Sink yielding, other;
  fixture.dispatcher.dispatch(fixture.begin(yielding));
  const CallRef second = fixture.begin(other);
  second->method = &pooled;
  fixture.dispatcher.dispatch(second);
  CHECK(yielding.wait().code == kOk);
  CHECK(other.wait().code == kOk);
  CHECK_FALSE(on_door_thread);
}

TEST_CASE("owned slices are released exactly once, wanted or not") {
  Fixture fixture;
  fixture.method.execution = Execution::kInline;
  std::atomic<int> released{0};
  const auto reply_with_slice = [&](duet_slice& slice) {
    slice = {nullptr, 0, &released, [](void* owner) { ++*static_cast<std::atomic<int>*>(owner); }};
    duet_reply reply = ok_reply();
    reply.body = &slice;
    reply.n_body = 1;
    return reply;
  };
  fixture.backend->on_invoke = [&](Call& call) {
    duet_slice slice;
    fixture.dispatcher.finish(call.handle(), reply_with_slice(slice));
    fixture.dispatcher.finish(call.handle(), reply_with_slice(slice));
  };
  Sink sink;
  {
    const CallRef call = fixture.begin(sink);
    duet_slice kept;
    call->hold(*reply_with_slice(kept).body);
    fixture.dispatcher.dispatch(call);
    CHECK(released == 2);
  }
  CHECK(released == 3);
}

TEST_CASE("finish, cancel and resume race from many threads") {
  Fixture fixture;
  constexpr int kCalls = 3000;
  struct CountingSink final : ReplySink {
    void answer(Call&, const duet_reply& reply) noexcept override {
      release_slices(reply);
      ++answers;
    }
    std::atomic<int> answers{0};
  } sink;
  std::mutex mutex;
  std::vector<duet_call> handles;
  fixture.backend->on_invoke = [&](Call& call) {
    std::lock_guard lock(mutex);
    handles.push_back(call.handle());
  };
  std::atomic<bool> stop{false};
  std::atomic<int> finished{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&] {
      while (!stop) {
        duet_call handle = 0;
        {
          std::lock_guard lock(mutex);
          if (!handles.empty()) handle = handles.back();
        }
        if (handle == 0) continue;
        fixture.dispatcher.resume(handle, 7, handle % 3 == 0 ? kMs : 0);
        fixture.dispatcher.cancelled(handle);
        if (fixture.dispatcher.finish(handle, ok_reply())) ++finished;
        std::lock_guard lock(mutex);
        std::erase(handles, handle);
      }
    });
  }
  for (int i = 0; i < kCalls; ++i) {
    const CallRef call = fixture.dispatcher.begin(sink);
    call->method = &fixture.method;
    if (i % 4 == 0) call->request.deadline_ns = duet::base::monotonic_ns() + (i % 5) * kMs;
    fixture.dispatcher.dispatch(call);
    if (i % 3 == 0) call->cancel({kCancelled, "gone", 0});
    while (fixture.dispatcher.in_progress() > 500) std::this_thread::yield();
  }
  while (fixture.dispatcher.in_progress() > 0) std::this_thread::yield();
  stop = true;
  for (auto& thread : threads) thread.join();
  CHECK(sink.answers == kCalls);
}
