// Calls that are answered at once: bodies, metadata both ways, errors and what comes with them.
#include <doctest/doctest.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <grpcpp/support/string_ref.h>

#include <atomic>
#include <chrono>

#include "base/clock.hpp"
#include "core/code_map.hpp"
#include "host/grpc/harness.hpp"

namespace duet::test {
namespace {

void echo_on(DoorUnderTest& door) {
  door.add("Echo", [&door](core::Call& call) {
    Answer answer;
    answer.body = {body_of(call)};
    answer.finish(door.dispatcher(), call.handle());
  });
}

TEST_CASE("a body goes to the backend and an answer comes back, whatever their size") {
  DoorUnderTest door;
  echo_on(door);
  door.start();
  for (const std::size_t size : {0, 1, 23, 24, 1000, 1024, 1025, 8192, 70000, 3'000'000}) {
    CAPTURE(size);
    std::string body(size, 'x');
    for (std::size_t i = 0; i < size; ++i) body[i] = static_cast<char>(i * 7);
    const Outcome outcome = door.call("Echo", body);
    CHECK(outcome.status.error_message() == "");
    REQUIRE(outcome.status.ok());
    CHECK(outcome.body == body);
  }
}

TEST_CASE("a compressed request is read") {
  DoorUnderTest door;
  echo_on(door);
  door.start();
  const std::string body(50000, 'a');
  const Outcome outcome = door.call(
      "Echo", body, [](grpc::ClientContext& context) { context.set_compression_algorithm(GRPC_COMPRESS_GZIP); });
  CHECK(outcome.status.ok());
  CHECK(outcome.body == body);
}

TEST_CASE("the pieces of an answer come in order, and owned ones are released once") {
  static std::atomic<int> released;
  released = 0;
  DoorUnderTest door;
  door.add("Pieces", [&](core::Call& call) {
    const auto bytes = [](const char* text) { return reinterpret_cast<const std::uint8_t*>(text); };
    const auto count = [](void* owner) {
      delete static_cast<std::string*>(owner);
      ++released;
    };
    auto* const first = new std::string(100, 'B');
    auto* const second = new std::string(5, 'E');
    const duet_slice body[] = {
        {bytes("aa"), 2, nullptr, nullptr}, {bytes(first->data()), first->size(), first, count},
        {bytes("c"), 1, nullptr, nullptr},  {nullptr, 0, nullptr, nullptr},
        {bytes("dd"), 2, nullptr, nullptr}, {bytes(second->data()), second->size(), second, count}};
    duet_reply reply{};
    reply.size = sizeof reply;
    reply.body = body;
    reply.n_body = std::size(body);
    CHECK(door.dispatcher().finish(call.handle(), reply));
  });
  door.start();
  CHECK(door.call("Pieces").body == "aa" + std::string(100, 'B') + "cdd" + "EEEEE");
  door.settle();
  CHECK(released == 2);
}

TEST_CASE("slices that come with an error are released") {
  static std::atomic<int> released;
  released = 0;
  DoorUnderTest door;
  door.add("Fail", [&](core::Call& call) {
    static const std::uint8_t bytes[] = {'x'};
    const duet_slice body[] = {{bytes, 1, nullptr, [](void*) { ++released; }}};
    duet_reply reply{};
    reply.size = sizeof reply;
    reply.code = core::kAborted;
    reply.body = body;
    reply.n_body = 1;
    reply.details = body[0];
    door.dispatcher().finish(call.handle(), reply);
  });
  door.start();
  CHECK(door.call("Fail").status.error_code() == grpc::StatusCode::ABORTED);
  door.settle();
  CHECK(released == 2);
}

TEST_CASE("metadata comes in the order it was sent, repeats kept, the transport's own left out") {
  Shared<Pairs> seen;
  Shared<std::string> peer;
  DoorUnderTest door;
  door.add("Look", [&](core::Call& call) {
    seen.set(metadata_of(call));
    peer.set({call.request.peer.data, call.request.peer.size});
    CHECK(call.verb == "gRPC");
    CHECK(call.target == "test.v1.Greeter/Look");
    CHECK(call.request.door == DUET_DOOR_GRPC);
    CHECK(std::string(call.request.body_field.data, call.request.body_field.size) == "*");
    CHECK(call.request.deadline_ns == 0);
    Answer().finish(door.dispatcher(), call.handle());
  });
  door.start();
  const std::string binary("\x00\xff\x80\n", 4);
  const std::string trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  CHECK(door.call("Look", "",
                  [&](grpc::ClientContext& context) {
                    context.AddMetadata("z-first", "1");
                    context.AddMetadata("a-second", "2");
                    context.AddMetadata("z-first", "3");
                    context.AddMetadata("data-bin", binary);
                    context.AddMetadata("traceparent", trace);
                    context.AddMetadata("cookie", "a=b");
                  })
            .status.ok());
  Pairs custom;
  for (const auto& pair : seen.get()) {
    CHECK(pair.first.front() != ':');
    CHECK_FALSE(pair.first.starts_with("grpc-"));
    CHECK(pair.first != "te");
    CHECK(pair.first != "content-type");
    if (pair.first != "user-agent") custom.push_back(pair);
  }
  // A client of grpc++ sorts by key before it sends.
  CHECK(custom == Pairs{{"a-second", "2"},
                        {"cookie", "a=b"},
                        {"data-bin", binary},
                        {"traceparent", trace},
                        {"z-first", "1"},
                        {"z-first", "3"}});
  CHECK(peer.get().starts_with("127.0.0.1:"));
}

TEST_CASE("answers carry metadata and trailers, and what cannot be sent is left out") {
  const std::string binary("\x01\x00\xfe", 3);
  DoorUnderTest door;
  door.add("Tell", [&](core::Call& call) {
    Answer answer;
    answer.metadata = {{"Mixed-Case", "kept"}, {"twice", "1"},          {"twice", "2"},          {"blob-bin", binary},
                       {"bad key", "x"},       {"bad", "a\nb"},         {"grpc-status", "3"},    {":status", "500"},
                       {"content-type", "no"}, {"content-length", "5"}, {"connection", "close"}, {"", "x"},
                       {"set-cookie", "a=b"}};
    answer.trailers = {{"tail", "yes"}, {"tail-bin", binary}, {"grpc-message", "no"}};
    answer.finish(door.dispatcher(), call.handle());
  });
  door.start();
  const Outcome outcome = door.call("Tell");
  REQUIRE(outcome.status.ok());
  CHECK(outcome.metadata.count("mixed-case") == 1);
  CHECK(outcome.metadata.count("twice") == 2);
  CHECK(outcome.metadata.find("blob-bin")->second == binary);
  CHECK(outcome.metadata.count("bad") == 0);
  CHECK(outcome.metadata.count("content-length") == 0);
  CHECK(outcome.metadata.count("connection") == 0);
  CHECK(outcome.metadata.count("set-cookie") == 1);
  CHECK(outcome.metadata.count("x-request-id") == 1);
  CHECK(outcome.trailers.find("tail")->second == "yes");
  CHECK(outcome.trailers.find("tail-bin")->second == binary);
}

TEST_CASE("a call has a request id: the client's, or one that the door makes") {
  Shared<std::string> seen;
  DoorUnderTest door;
  door.add("Look", [&](core::Call& call) {
    seen.set({call.request.request_id.data, call.request.request_id.size});
    Answer().finish(door.dispatcher(), call.handle());
  });
  door.start();
  const auto with_id = [&](const std::string& id) {
    return door.call("Look", "", [&](grpc::ClientContext& context) { context.AddMetadata("x-request-id", id); });
  };
  const auto returned = [](const Outcome& outcome) { return outcome.metadata.find("x-request-id")->second; };

  CHECK(returned(with_id("order-4711")) == "order-4711");
  CHECK(seen.get() == "order-4711");
  CHECK(returned(with_id(std::string(129, 'x'))).size() == 16);
  const Outcome made = door.call("Look");
  CHECK(returned(made) == seen.get());
  CHECK(seen.get().size() == 16);
  CHECK(returned(door.call("Look")) != returned(made));
}

TEST_CASE("an error carries code, message, details, metadata and trailers") {
  google::rpc::Status details;
  details.set_code(core::kNotFound);
  details.set_message("no item with id 7");
  google::rpc::ErrorInfo info;
  info.set_reason("NO_ITEM");
  details.add_details()->PackFrom(info);
  DoorUnderTest door;
  door.add("Fail", [&](core::Call& call) {
    Answer answer;
    answer.code = core::kNotFound;
    answer.message = "no item with id 7 \xE2\x80\x93 sorry";
    answer.details = details.SerializeAsString();
    answer.metadata = {{"m", "1"}};
    answer.trailers = {{"t", "2"}};
    answer.body = {"is not sent"};
    answer.finish(door.dispatcher(), call.handle());
  });
  door.start();
  const Outcome outcome = door.call("Fail");
  CHECK(outcome.status.error_code() == grpc::StatusCode::NOT_FOUND);
  CHECK(outcome.status.error_message() == "no item with id 7 \xE2\x80\x93 sorry");
  google::rpc::Status received;
  REQUIRE(received.ParseFromString(outcome.status.error_details()));
  CHECK(received.SerializeAsString() == details.SerializeAsString());
  CHECK(outcome.metadata.find("m")->second == "1");
  CHECK(outcome.trailers.find("t")->second == "2");
  CHECK(outcome.metadata.count("x-request-id") == 1);
}

TEST_CASE("an error arrives even when it is too long or not text") {
  Shared<Answer> shared;
  DoorUnderTest door;
  door.add("Fail", [&](core::Call& call) { shared.get().finish(door.dispatcher(), call.handle()); });
  door.start();
  Answer answer;
  const auto fail = [&] {
    shared.set(answer);
    return door.call("Fail");
  };
  answer.code = core::kInternal;

  answer.message = "short";
  answer.details = std::string(9000, 'd');
  Outcome outcome = fail();
  CHECK(outcome.status.error_code() == grpc::StatusCode::INTERNAL);
  CHECK(outcome.status.error_message() == "short");
  CHECK(outcome.status.error_details().empty());

  answer.details = std::string(5000, 'd');
  answer.message = std::string(10000, 'm');
  outcome = fail();
  CHECK(outcome.status.error_message() == std::string(2045, 'm') + "...");

  answer.details.clear();
  answer.message = "bad \xff byte";
  CHECK(fail().status.error_message() == "bad \xEF\xBF\xBD byte");

  for (const duet_code code : {-1, 17, 1000}) {
    answer.code = code;
    CHECK(fail().status.error_code() == grpc::StatusCode::UNKNOWN);
  }
  for (duet_code code = 1; code <= 16; ++code) {
    answer.code = code;
    CHECK(fail().status.error_code() == static_cast<grpc::StatusCode>(code));
  }
}

TEST_CASE("a deadline of the client reaches the backend in the host's clock") {
  std::atomic<std::int64_t> left_ns{0};
  DoorUnderTest door;
  door.add("Look", [&](core::Call& call) {
    left_ns = call.request.deadline_ns - base::monotonic_ns();
    Answer().finish(door.dispatcher(), call.handle());
  });
  door.start();
  CHECK(door.call("Look", "",
                  [](grpc::ClientContext& context) {
                    context.set_deadline(std::chrono::system_clock::now() + std::chrono::hours(1));
                  })
            .status.ok());
  constexpr std::int64_t kMinuteNs = 60'000'000'000;
  CHECK(left_ns > 59 * kMinuteNs);
  CHECK(left_ns < 61 * kMinuteNs);
}

}  // namespace
}  // namespace duet::test
