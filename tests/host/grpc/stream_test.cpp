// The kinds that stream: what comes and goes, in which order, and how it ends.
#include <doctest/doctest.h>
#include <duet/abi/description.h>

#include <atomic>
#include <future>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

#include "core/code_map.hpp"
#include "host/grpc/harness.hpp"
#include "host/grpc/stream_client.hpp"

namespace duet::test {
namespace {

using Sent = core::Dispatcher::Sent;

void unexpected(core::Call&) { FAIL("called"); }

std::string numbered(std::size_t i) { return "message " + std::to_string(i); }

/// Takes messages until the end and answers with their sizes in one text.
void add_import(DoorUnderTest& door) {
  const auto sizes = std::make_shared<Shared<std::string>>();
  door.add_stream("Import", DUET_CLIENT_STREAM,
                  {[&door, sizes](core::Call& call) {
                     sizes->set({});
                     door.dispatcher().receive(call.handle());
                   },
                   {},
                   [&door, sizes](core::Call& call, std::string_view piece, bool end) {
                     if (!end) {
                       sizes->set(sizes->get() + std::to_string(piece.size()) + ",");
                       door.dispatcher().receive(call.handle());
                       return;
                     }
                     Answer answer;
                     answer.body = {sizes->get()};
                     answer.metadata = {{"m", "1"}};
                     answer.trailers = {{"t", "2"}};
                     answer.finish(door.dispatcher(), call.handle());
                   },
                   unexpected});
}

/// Sends each message back.
void add_echo(DoorUnderTest& door, core::Execution execution) {
  const auto waiting = std::make_shared<std::atomic<bool>>(false);
  door.add_stream("Chat", DUET_BIDI_STREAM,
                  {[&door](core::Call& call) { door.dispatcher().receive(call.handle()); },
                   {},
                   [&door](core::Call& call, std::string_view piece, bool end) {
                     const duet_call handle = call.handle();
                     if (end) {
                       Answer().finish(door.dispatcher(), handle);
                     } else if (send(door.dispatcher(), handle, std::string(piece)) == Sent::kOk) {
                       door.dispatcher().receive(handle);
                     }
                   },
                   [&door](core::Call& call) { door.dispatcher().receive(call.handle()); }})
      .execution = execution;
}

/// Sends `count` messages of `size` bytes as fast as the client takes them.
void add_source(DoorUnderTest& door, std::size_t count, std::size_t size, std::atomic<std::size_t>& sent) {
  const auto pour = [&door, count, size, &sent](core::Call& call) {
    const duet_call handle = call.handle();
    while (sent < count) {
      std::string message = numbered(sent);
      message.resize(std::max(size, message.size()), '.');
      ++sent;
      if (send(door.dispatcher(), handle, message) != Sent::kOk) return;
    }
    Answer().finish(door.dispatcher(), handle);
  };
  door.add_stream("Watch", DUET_SERVER_STREAM, {pour, {}, {}, pour}).execution = core::Execution::kPool;
}

TEST_CASE("a server stream: the request is whole, messages come in order, the status behind them") {
  Shared<std::string> request;
  DoorUnderTest door;
  door.add_stream("Watch", DUET_SERVER_STREAM,
                  {[&](core::Call& call) {
                     request.set(body_of(call));
                     for (std::size_t i = 0; i < 100; ++i) {
                       CHECK(send(door.dispatcher(), call.handle(), i == 50 ? "" : numbered(i)) == Sent::kOk);
                     }
                     Answer answer;
                     answer.trailers = {{"t", "2"}};
                     answer.finish(door.dispatcher(), call.handle());
                   },
                   {},
                   {},
                   unexpected});
  door.start();
  StreamClient client(door.channel(), "Watch");
  CHECK(client.write("what"));
  CHECK(client.end());
  const auto all = client.read_all();
  REQUIRE(all.size() == 100);
  for (std::size_t i = 0; i < 100; ++i) CHECK(all[i] == (i == 50 ? "" : numbered(i)));
  const Outcome outcome = client.finish();
  CHECK(outcome.status.ok());
  CHECK(outcome.metadata.count("x-request-id") == 1);
  CHECK(outcome.trailers.find("t")->second == "2");
  CHECK(request.get() == "what");
}

TEST_CASE("a server stream needs its one request") {
  DoorUnderTest door;
  door.add_stream("Watch", DUET_SERVER_STREAM, {unexpected, {}, {}, {}});
  door.start();
  StreamClient client(door.channel(), "Watch");
  CHECK(client.end());
  CHECK_FALSE(client.read());
  CHECK(client.finish().status.error_code() == grpc::StatusCode::UNIMPLEMENTED);
}

TEST_CASE("a client stream: empty and large messages, none at all") {
  DoorUnderTest door;
  add_import(door);
  door.start();
  {
    StreamClient client(door.channel(), "Import");
    for (const std::size_t size : {1, 0, 300'000, 0}) CHECK(client.write(std::string(size, 'x')));
    CHECK(client.end());
    CHECK(client.read() == "1,0,300000,0,");
    const Outcome outcome = client.finish();
    CHECK(outcome.status.ok());
    CHECK(outcome.metadata.find("m")->second == "1");
    CHECK(outcome.trailers.find("t")->second == "2");
  }
  StreamClient none(door.channel(), "Import");
  CHECK(none.end());
  CHECK(none.read() == "");
  CHECK(none.finish().status.ok());
}

TEST_CASE("a bidirectional stream: turn by turn, and all at once") {
  for (const auto execution : {core::Execution::kInline, core::Execution::kPool}) {
    DoorUnderTest door;
    add_echo(door, execution);
    door.start();
    {
      StreamClient client(door.channel(), "Chat");
      for (std::size_t i = 0; i < 50; ++i) {
        CHECK(client.write(numbered(i)));
        CHECK(client.read() == numbered(i));
      }
      CHECK(client.end());
      CHECK_FALSE(client.read());
      CHECK(client.finish().status.ok());
    }
    StreamClient client(door.channel(), "Chat");
    for (std::size_t i = 0; i < 200; ++i) CHECK(client.write(numbered(i)));
    CHECK(client.end());
    const auto all = client.read_all();
    REQUIRE(all.size() == 200);
    CHECK(all.back() == numbered(199));
    CHECK(client.finish().status.ok());
  }
}

TEST_CASE("a head alone goes at once, and what is in it counts, not what comes with the end") {
  DoorUnderTest door;
  std::promise<duet_call> begun;
  door.add_stream("Watch", DUET_SERVER_STREAM,
                  {[&](core::Call& call) {
                     const duet_kv pair{{"early", 5}, {"1", 1}};
                     duet_reply head{};
                     head.size = sizeof head;
                     head.metadata = &pair;
                     head.n_metadata = 1;
                     door.dispatcher().send(call.handle(), &head, {});
                     begun.set_value(call.handle());
                   },
                   {},
                   {},
                   {}});
  door.start();
  StreamClient client(door.channel(), "Watch");
  client.write("");
  client.end();
  client.wait_for_head();
  const duet_call handle = begun.get_future().get();
  CHECK(send(door.dispatcher(), handle, "x") == Sent::kOk);
  Answer answer;
  answer.metadata = {{"late", "1"}};
  CHECK(answer.finish(door.dispatcher(), handle));
  CHECK(client.read() == "x");
  CHECK_FALSE(client.read());
  const Outcome outcome = client.finish();
  CHECK(outcome.metadata.count("early") == 1);
  CHECK(outcome.metadata.count("late") == 0);
}

TEST_CASE("errors: before the first message with metadata, after some of them behind them") {
  DoorUnderTest door;
  door.add_stream("Watch", DUET_SERVER_STREAM,
                  {[&](core::Call& call) {
                     if (body_of(call) == "late") {
                       for (std::size_t i = 0; i < 3; ++i) send(door.dispatcher(), call.handle(), numbered(i));
                     }
                     Answer answer;
                     answer.code = core::kAborted;
                     answer.message = "no more";
                     answer.details = "some bytes";
                     answer.metadata = {{"m", "1"}};
                     answer.trailers = {{"t-bin", std::string("\0\xff", 2)}};
                     answer.finish(door.dispatcher(), call.handle());
                   },
                   {},
                   {},
                   {}});
  door.start();
  for (const std::string when : {"early", "late"}) {
    CAPTURE(when);
    StreamClient client(door.channel(), "Watch");
    client.write(when);
    client.end();
    CHECK(client.read_all().size() == (when == "late" ? 3 : 0));
    const Outcome outcome = client.finish();
    CHECK(outcome.status.error_code() == grpc::StatusCode::ABORTED);
    CHECK(outcome.status.error_message() == "no more");
    CHECK(outcome.status.error_details() == "some bytes");
    CHECK(outcome.metadata.count("m") == (when == "late" ? 0 : 1));
    CHECK(outcome.trailers.find("t-bin")->second == std::string("\0\xff", 2));
  }
}

TEST_CASE("an answer may come while the client still sends") {
  DoorUnderTest door;
  door.add_stream("Import", DUET_CLIENT_STREAM,
                  {[&](core::Call& call) { door.dispatcher().receive(call.handle()); },
                   {},
                   [&](core::Call& call, std::string_view, bool) {
                     Answer answer;
                     answer.body = {"enough"};
                     answer.finish(door.dispatcher(), call.handle());
                   },
                   {}});
  door.start();
  StreamClient client(door.channel(), "Import");
  while (client.write(std::string(10'000, 'x'))) continue;
  CHECK(client.read() == "enough");
  CHECK(client.finish().status.ok());
}

TEST_CASE("a stream that is longer than any buffer goes through whole, whatever the size of its messages") {
  for (const auto& [count, size] : {std::pair<std::size_t, std::size_t>{20'000, 1}, {2'000, 10'000}, {20, 1'000'000}}) {
    std::atomic<std::size_t> sent{0};
    DoorUnderTest door;
    add_source(door, count, size, sent);
    door.start();
    StreamClient client(door.channel(), "Watch");
    client.write("");
    client.end();
    std::size_t i = 0;
    while (const auto message = client.read()) CHECK(message->starts_with(numbered(i++)));
    CHECK(i == count);
    CHECK(client.finish().status.ok());
  }
}

TEST_CASE("a client that does not read holds up the handler, and memory with it") {
  std::atomic<std::size_t> sent{0};
  constexpr std::size_t kCount = 10'000;
  constexpr std::size_t kSize = 10'000;
  DoorUnderTest door;
  add_source(door, kCount, kSize, sent);
  door.start();
  StreamClient client(door.channel(), "Watch");
  client.write("");
  client.end();
  // It has stopped when nothing moves any more.
  for (std::size_t before = 1; before != sent || sent == 0;) {
    before = sent;
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
  // What the two ends of gRPC and the kernel hold between them is a matter of megabytes.
  CHECK(sent * kSize < 16 * 1024 * 1024);
  CHECK(client.read_all().size() == kCount);
  CHECK(client.finish().status.ok());
}

TEST_CASE("a handler that does not ask holds up the client") {
  std::atomic<bool> asks{false};
  std::promise<duet_call> begun;
  std::atomic<std::size_t> taken{0};
  DoorUnderTest door;
  door.add_stream("Import", DUET_CLIENT_STREAM,
                  {[&](core::Call& call) { begun.set_value(call.handle()); },
                   {},
                   [&](core::Call& call, std::string_view, bool end) {
                     if (end) {
                       Answer().finish(door.dispatcher(), call.handle());
                       return;
                     }
                     ++taken;
                     door.dispatcher().receive(call.handle());
                   },
                   {}});
  door.start();
  constexpr std::size_t kCount = 5'000;
  std::atomic<std::size_t> written{0};
  std::thread writer([&] {
    StreamClient client(door.channel(), "Import");
    const std::string message(10'000, 'x');
    while (written < kCount && client.write(message)) ++written;
    client.end();
    client.read_all();
    CHECK(client.finish().status.ok());
  });
  for (std::size_t before = 1; before != written || written == 0;) {
    before = written;
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
  CHECK(written < kCount);
  CHECK(taken == 0);
  door.dispatcher().receive(begun.get_future().get());
  writer.join();
  CHECK(taken == kCount);
}

}  // namespace
}  // namespace duet::test
