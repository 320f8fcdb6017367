// Handlers that hold a thread while their stream lasts.
#include <doctest/doctest.h>

#include <duet/abi/description.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/code_map.hpp"
#include "core/dispatcher.hpp"
#include "core/method.hpp"
#include "core/stream_threads.hpp"

using namespace duet::core;

namespace {

using Waited = Dispatcher::Waited;

class Sink final : public ReplySink {
 public:
  void answer(Call&, const duet_reply& reply) noexcept override {
    release_slices(reply);
    const std::lock_guard lock(mutex_);
    codes_.push_back(reply.code);
    changed_.notify_all();
  }
  bool send(Call&, const duet_reply*, std::span<const duet_slice> message) noexcept override {
    release_slices(message);
    return room-- > 0;
  }
  std::vector<duet_code> wait_for(std::size_t answers) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return codes_.size() >= answers; });
    return codes_;
  }

  std::atomic<int> room{0};

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<duet_code> codes_;
};

class Waiting final : public Backend {
 public:
  explicit Waiting(std::function<void(Call&)> handler) : handler_(std::move(handler)) {}
  void invoke(Call& call) override { handler_(call); }
  void cancel(Call&) override {}
  void resume(Call&, std::uint64_t) override {}

 private:
  const std::function<void(Call&)> handler_;
};

struct Fixture {
  explicit Fixture(std::function<void(Dispatcher&, Call&)> handler, std::size_t threads = 8) {
    DispatcherOptions options;
    options.pipeline.access_log = false;
    options.stream_threads = threads;
    dispatcher = std::make_unique<Dispatcher>(options);
    method.backend =
        std::make_shared<Waiting>([this, handler = std::move(handler)](Call& call) { handler(*dispatcher, call); });
    method.full_name = "a.S/M";
    method.kind = DUET_BIDI_STREAM;
    method.flags = DUET_WAITS;
  }
  ~Fixture() {
    while (dispatcher->in_progress() > 0) std::this_thread::yield();
  }
  CallRef call(Sink& sink) {
    CallRef call = dispatcher->begin(sink);
    call->method = &method;
    call->body_stream = std::make_unique<BodyStream>(BodyStream::Of::kMessages);
    dispatcher->dispatch(call);
    return call;
  }

  std::unique_ptr<Dispatcher> dispatcher;
  Method method;
};

void finish(Dispatcher& dispatcher, const Call& call, duet_code code) {
  duet_reply reply{};
  reply.size = sizeof reply;
  reply.code = code;
  dispatcher.finish(call.handle(), reply);
}

}  // namespace

TEST_CASE("messages come one by one, empty ones too, and then the end") {
  std::vector<std::string> taken;
  Fixture fixture([&](Dispatcher& dispatcher, Call& call) {
    std::string message;
    for (bool end = false;;) {
      if (dispatcher.take(call.handle(), message, end) != Waited::kOk || end) break;
      taken.push_back(message);
    }
    finish(dispatcher, call, kOk);
  });
  Sink sink;
  const CallRef call = fixture.call(sink);
  for (const char* message : {"one", "", "three"}) fixture.dispatcher->put_body(*call, message, false);
  fixture.dispatcher->put_body(*call, {}, true);
  CHECK(sink.wait_for(1) == std::vector<duet_code>{kOk});
  CHECK(taken == std::vector<std::string>{"one", "", "three"});
}

TEST_CASE("who waits for a message, or for room, hears of the end of the call") {
  std::atomic<int> cancelled{0};
  std::atomic<int> waiting{0};
  Fixture fixture([&](Dispatcher& dispatcher, Call& call) {
    std::string message;
    bool end = false;
    const bool takes = dispatcher.send(call.handle(), nullptr, {}) == Dispatcher::Sent::kOk;
    ++waiting;
    const Waited waited =
        takes ? dispatcher.take(call.handle(), message, end) : dispatcher.wait_sendable(call.handle());
    if (waited == Waited::kCancelled) ++cancelled;
    finish(dispatcher, call, kOk);
  });
  Sink sink;
  sink.room = 1;
  const CallRef first = fixture.call(sink);
  while (waiting < 1) std::this_thread::yield();
  const CallRef second = fixture.call(sink);
  while (waiting < 2) std::this_thread::yield();
  first->cancel({kCancelled, "gone", 0});
  second->cancel({kDeadlineExceeded, "too late", 0});
  CHECK(sink.wait_for(2) == std::vector<duet_code>{kCancelled, kDeadlineExceeded});
  while (cancelled < 2) std::this_thread::yield();
}

TEST_CASE("room that comes before it is waited for is not missed") {
  std::atomic<bool> sent{false};
  std::atomic<bool> told{false};
  Fixture fixture([&](Dispatcher& dispatcher, Call& call) {
    CHECK(dispatcher.send(call.handle(), nullptr, {}) == Dispatcher::Sent::kWait);
    sent = true;
    while (!told) std::this_thread::yield();
    CHECK(dispatcher.wait_sendable(call.handle()) == Waited::kOk);
    finish(dispatcher, call, kOk);
  });
  Sink sink;
  const CallRef call = fixture.call(sink);
  while (!sent) std::this_thread::yield();
  fixture.dispatcher->sendable(*call);
  told = true;
  CHECK(sink.wait_for(1) == std::vector<duet_code>{kOk});
}

TEST_CASE("more streams than there are threads are refused, and there are threads again when some have ended") {
  std::atomic<bool> go{false};
  std::atomic<int> running{0};
  Fixture fixture(
      [&](Dispatcher& dispatcher, Call& call) {
        ++running;
        while (!go) std::this_thread::yield();
        finish(dispatcher, call, kOk);
      },
      2);
  Sink sink;
  const CallRef first = fixture.call(sink);
  const CallRef second = fixture.call(sink);
  while (running < 2) std::this_thread::yield();
  const CallRef refused = fixture.call(sink);
  CHECK(sink.wait_for(1) == std::vector<duet_code>{kResourceExhausted});
  go = true;
  CHECK(sink.wait_for(3).size() == 3);
  Sink next;
  for (bool taken = false; !taken;) {
    Sink tried;
    const CallRef call = fixture.call(tried);
    taken = tried.wait_for(1)[0] == kOk;
  }
}

TEST_CASE("threads for streams are made when they are needed and run every piece of work") {
  std::atomic<int> ran{0};
  const Work work{[](void* subject) noexcept { ++*static_cast<std::atomic<int>*>(subject); }, &ran};
  int taken = 0;
  {
    StreamThreads threads(4);
    for (int i = 0; i < 1000; ++i) taken += threads.try_run(work) ? 1 : 0;
  }
  CHECK(taken > 0);
  CHECK(ran == taken);
}
