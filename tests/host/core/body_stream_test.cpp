// Bodies in pieces: the queue between door and backend, and the dispatcher's part in moving them.
#include "core/body_stream.hpp"

#include <doctest/doctest.h>

#include <duet/abi/description.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>

#include "core/code_map.hpp"
#include "core/dispatcher.hpp"
#include "core/method.hpp"

using namespace duet::core;

namespace {

duet_reply ok_reply() {
  duet_reply reply{};
  reply.size = sizeof reply;
  return reply;
}

/// Takes pieces and answers; has room for `room` pieces at a time.
class Sink final : public ReplySink {
 public:
  explicit Sink(int room) : room_(room) {}

  void answer(Call&, const duet_reply& reply) noexcept override {
    release_slices(reply);
    const std::lock_guard lock(mutex_);
    code_ = reply.code;
    answered_ = true;
    changed_.notify_all();
  }
  bool send(Call&, const duet_reply* head, std::span<const duet_slice> piece) noexcept override {
    const std::lock_guard lock(mutex_);
    CHECK_FALSE(answered_);
    CHECK((head != nullptr) == sent_.empty());
    for (const duet_slice& slice : piece) sent_.append(reinterpret_cast<const char*>(slice.data), slice.size);
    release_slices(piece);
    changed_.notify_all();
    return --room_ > 0;
  }
  void wants_body(Call&) noexcept override { wants_body_ = true; }

  duet_code wait_for_answer() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return answered_; });
    return code_;
  }
  /// Waits until nothing more is taken, and takes more from then on. False if the answer came first.
  bool wait_until_full(int more) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return room_ <= 0 || answered_; });
    room_ = more;
    return !answered_;
  }
  std::string sent() {
    const std::lock_guard lock(mutex_);
    return sent_;
  }
  std::atomic<bool> wants_body_{false};

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string sent_;
  int room_;
  bool answered_ = false;
  duet_code code_ = 0;
};

/// Sends back every piece that it gets, asks for the next one when there is room, and ends with the body.
class Mirror final : public Backend {
 public:
  explicit Mirror(Dispatcher& dispatcher) : dispatcher_(dispatcher) {}

  void invoke(Call& call) override { CHECK(dispatcher_.receive(call.handle())); }
  void cancel(Call& call) override { dispatcher_.finish(call.handle(), ok_reply()); }
  void resume(Call&, std::uint64_t) override {}
  void receive(Call& call, std::string_view piece, bool end) override {
    ++received;
    const duet_slice slice{reinterpret_cast<const std::uint8_t*>(piece.data()), piece.size(), nullptr, nullptr};
    const duet_reply head = ok_reply();
    const auto sent = dispatcher_.send(call.handle(), received == 1 ? &head : nullptr, {&slice, 1});
    if (end) {
      dispatcher_.finish(call.handle(), ok_reply());
    } else if (sent == Dispatcher::Sent::kOk) {
      dispatcher_.receive(call.handle());
    }
  }
  void sendable(Call& call) override { dispatcher_.receive(call.handle()); }

  std::atomic<int> received{0};

 private:
  Dispatcher& dispatcher_;
};

struct Fixture {
  Fixture() {
    method.backend = backend;
    method.full_name = "a.S/M";
    method.flags = DUET_RAW_REQUEST | DUET_RAW_REPLY;
  }
  ~Fixture() {
    while (dispatcher.in_progress() > 0) std::this_thread::yield();
  }
  static DispatcherOptions quiet() {
    DispatcherOptions options;
    options.pipeline.access_log = false;
    return options;
  }
  CallRef begin(Sink& sink) {
    CallRef call = dispatcher.begin(sink);
    call->method = &method;
    call->body_stream = std::make_unique<BodyStream>();
    return call;
  }

  Dispatcher dispatcher{quiet()};
  std::shared_ptr<Mirror> backend = std::make_shared<Mirror>(dispatcher);
  Method method;
};

}  // namespace

TEST_CASE("a piece comes when it was asked for, and one for each time") {
  BodyStream stream;
  CHECK_FALSE(stream.take().any);
  CHECK_FALSE(stream.put("one", false));
  CHECK_FALSE(stream.take().any);
  CHECK(stream.ask());
  CHECK(stream.put("two", false));
  const auto first = stream.take();
  CHECK(first.any);
  CHECK(first.piece == "one");
  CHECK_FALSE(first.end);
  CHECK_FALSE(stream.take().any);
  CHECK(stream.ask());
  CHECK(stream.take().piece == "two");
  CHECK_FALSE(stream.ask());
  CHECK(stream.put({}, true));
  const auto last = stream.take();
  CHECK(last.any);
  CHECK(last.end);
  CHECK(last.piece.empty());
}

TEST_CASE("the last piece says that it is the last") {
  BodyStream stream;
  stream.put("all", true);
  CHECK(stream.ask());
  const auto taken = stream.take();
  CHECK(taken.piece == "all");
  CHECK(taken.end);
}

TEST_CASE("of messages each one is a piece, empty ones too, and the end comes alone") {
  BodyStream stream(BodyStream::Of::kMessages);
  stream.put("one", false);
  stream.put("", false);
  stream.put("", true);
  stream.ask();
  CHECK(stream.take().piece == "one");
  stream.ask();
  const auto empty = stream.take();
  CHECK(empty.any);
  CHECK_FALSE(empty.end);
  stream.ask();
  const auto end = stream.take();
  CHECK(end.any);
  CHECK(end.end);
}

TEST_CASE("messages without bytes fill a stream too") {
  BodyStream stream(BodyStream::Of::kMessages);
  int messages = 0;
  for (; stream.has_room() && messages < 1'000'000; ++messages) stream.put("", false);
  CHECK(messages < 10'000);
}

TEST_CASE("a door that was told to wait is told when there is room, once") {
  BodyStream stream;
  CHECK(stream.has_room());
  stream.put(std::string(300'000, 'x'), false);
  CHECK_FALSE(stream.has_room());
  stream.put("more", false);
  stream.ask();
  CHECK(stream.take().has_room);
  stream.ask();
  CHECK_FALSE(stream.take().has_room);
}

TEST_CASE("a door that waits goes on waiting until it is told, however often it asks") {
  BodyStream stream;
  for (int i = 0; i < 4; ++i) stream.put(std::string(40'000, 'x'), false);
  CHECK_FALSE(stream.has_room());
  stream.ask();
  CHECK_FALSE(stream.take().has_room);  // Below high water, above low water.
  CHECK_FALSE(stream.has_room());
  stream.ask();
  CHECK_FALSE(stream.take().has_room);
  stream.ask();
  CHECK(stream.take().has_room);
  CHECK(stream.has_room());
}

TEST_CASE("pieces go through a backend and back, with credits both ways, from several threads") {
  Fixture fixture;
  Sink sink(3);
  const CallRef call = fixture.begin(sink);
  fixture.dispatcher.dispatch(call);
  std::string all;
  std::thread door([&] {
    for (int i = 0; i < 200; ++i) {
      const std::string piece = std::to_string(i) + ",";
      all += piece;
      fixture.dispatcher.put_body(*call, piece, i == 199);
    }
  });
  while (sink.wait_until_full(3)) fixture.dispatcher.sendable(*call);
  door.join();
  CHECK(sink.wait_for_answer() == kOk);
  CHECK(sink.sent() == all);
}

TEST_CASE("a backend that waits for a piece or for room is cancelled like any other") {
  Fixture fixture;
  Sink sink(1);
  const CallRef call = fixture.begin(sink);
  fixture.dispatcher.dispatch(call);
  fixture.dispatcher.put_body(*call, "x", false);
  sink.wait_until_full(0);
  call->cancel({kCancelled, "the client went away", 0});
  CHECK(sink.wait_for_answer() == kCancelled);
  while (fixture.dispatcher.in_progress() > 1) std::this_thread::yield();
  CHECK(sink.sent() == "x");
}

TEST_CASE("what is sent after the answer goes nowhere, and its memory is released") {
  Fixture fixture;
  Sink sink(1);
  const CallRef call = fixture.begin(sink);
  call->request.method = 0;
  fixture.dispatcher.dispatch(call);
  const duet_call handle = call->handle();
  call->cancel({kCancelled, "the client went away", 0});
  static std::atomic<int> released{0};
  const duet_slice owned{nullptr, 0, nullptr, [](void*) { ++released; }};
  const auto sent = fixture.dispatcher.send(handle, nullptr, {&owned, 1});
  CHECK((sent == Dispatcher::Sent::kCancelled || sent == Dispatcher::Sent::kStale));
  CHECK(released == 1);
  CHECK(fixture.dispatcher.send(12345, nullptr, {&owned, 1}) == Dispatcher::Sent::kStale);
  CHECK(released == 2);
  CHECK_FALSE(fixture.dispatcher.receive(12345));
}
