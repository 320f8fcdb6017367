// Calls that never reach a backend: unknown names, kinds and encodings that are not served, ill-formed calls.
#include <doctest/doctest.h>
#include <duet/abi/description.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>

#include <atomic>
#include <thread>

#include "host/grpc/harness.hpp"

namespace duet::test {
namespace {

void expect_unimplemented(DoorUnderTest& door, const std::string& path, const std::string& message) {
  CAPTURE(path);
  const Outcome outcome = door.call(path);
  CHECK(outcome.status.error_code() == grpc::StatusCode::UNIMPLEMENTED);
  CHECK(outcome.status.error_message() == message);
  CHECK(outcome.metadata.count("x-request-id") == 1);
}

/// Calls with any number of messages and gives the status.
grpc::Status send_messages(DoorUnderTest& door, const std::string& path, int count) {
  grpc::CompletionQueue queue;
  grpc::ClientContext context;
  const auto call = grpc::GenericStub(door.channel()).PrepareCall(&context, path, &queue);
  const auto wait = [&] {
    void* tag = nullptr;
    bool ok = false;
    REQUIRE(queue.Next(&tag, &ok));
    return ok;
  };
  int tag = 0;
  call->StartCall(&tag);
  wait();
  for (int i = 0; i < count; ++i) {
    call->Write(to_buffer("message"), &tag);
    wait();
  }
  call->WritesDone(&tag);
  wait();
  grpc::ByteBuffer answer;
  do {
    call->Read(&answer, &tag);
  } while (wait());
  grpc::Status status;
  call->Finish(&status, &tag);
  wait();
  queue.Shutdown();
  return status;
}

TEST_CASE("an unknown method names what is missing and what was probably meant") {
  DoorUnderTest door;
  door.add("GetItem", [](core::Call&) { FAIL("called"); });
  core::Offer& offer = door.offer();
  core::Offer rest_only;
  rest_only.plugin = "hidden";
  rest_only.backend = offer.backend;
  rest_only.on_grpc = false;
  rest_only.methods = offer.methods;
  rest_only.methods.front().service = "test.v1.Hidden";
  door.start();
  door.publish({offer, rest_only});

  expect_unimplemented(door, "/test.v1.Greeter/GetItm",
                       "the service test.v1.Greeter has no method 'GetItm'; did you mean 'GetItem'?");
  expect_unimplemented(door, "/test.v1.Greeter/Unrelated", "the service test.v1.Greeter has no method 'Unrelated'");
  expect_unimplemented(door, "/test.v1.Greter/GetItem",
                       "no service 'test.v1.Greter' is mounted here; did you mean 'test.v1.Greeter'?");
  expect_unimplemented(door, "/other.Service/Do", "no service 'other.Service' is mounted here");
  expect_unimplemented(door, "/test.v1.Hidden/GetItem", "the service test.v1.Hidden is not served over gRPC here");
  expect_unimplemented(door, "/nonsense", "no method '/nonsense': the path of a call is '/package.Service/Method'");
}

TEST_CASE("methods that this door cannot serve say why") {
  DoorUnderTest door;
  door.add("JsonOnly", [](core::Call&) { FAIL("called"); }).encodings = DUET_JSON;
  door.start();
  expect_unimplemented(door, "/test.v1.Greeter/JsonOnly",
                       "the method test.v1.Greeter/JsonOnly reads JSON only; call it over REST");
}

TEST_CASE("a unary call takes exactly one message") {
  std::atomic<int> calls{0};
  DoorUnderTest door;
  door.add("Echo", [&](core::Call& call) {
    ++calls;
    Answer().finish(door.dispatcher(), call.handle());
  });
  door.start();
  const grpc::Status none = send_messages(door, "/test.v1.Greeter/Echo", 0);
  CHECK(none.error_code() == grpc::StatusCode::UNIMPLEMENTED);
  CHECK(none.error_message() == "the call ended without a request message; this method takes exactly one");
  const grpc::Status two = send_messages(door, "/test.v1.Greeter/Echo", 2);
  CHECK(two.error_code() == grpc::StatusCode::UNIMPLEMENTED);
  CHECK(two.error_message() == "the call has a second request message; this method takes exactly one");
  CHECK(calls == 0);
  CHECK(send_messages(door, "/test.v1.Greeter/Echo", 1).ok());
  CHECK(calls == 1);
}

TEST_CASE("a message above the limit is RESOURCE_EXHAUSTED, and the next call works") {
  grpc_door::GrpcOptions options;
  options.max_message_bytes = 1000;
  DoorUnderTest door(options);
  door.add("Echo", [&](core::Call& call) { Answer().finish(door.dispatcher(), call.handle()); });
  door.start();
  CHECK(door.call("Echo", std::string(1000, 'x')).status.ok());
  CHECK(door.call("Echo", std::string(1001, 'x')).status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
  CHECK(door.call("Echo", std::string(1000, 'x')).status.ok());
}

TEST_CASE("a client that goes away before its message is complete leaves nothing behind") {
  DoorUnderTest door;
  door.add("Echo", [](core::Call&) { FAIL("called"); });
  door.start();
  for (const int messages : {0, 1}) {
    grpc::CompletionQueue queue;
    grpc::ClientContext context;
    const auto call = grpc::GenericStub(door.channel()).PrepareCall(&context, "/test.v1.Greeter/Echo", &queue);
    void* tag = nullptr;
    bool ok = false;
    call->StartCall(&ok);
    REQUIRE(queue.Next(&tag, &ok));
    for (int i = 0; i < messages; ++i) {
      call->Write(to_buffer("message"), &ok);
      REQUIRE(queue.Next(&tag, &ok));
    }
    while (door.dispatcher().in_progress() == 0) std::this_thread::yield();
    context.TryCancel();
    grpc::Status status;
    call->Finish(&status, &ok);
    REQUIRE(queue.Next(&tag, &ok));
    CHECK(status.error_code() == grpc::StatusCode::CANCELLED);
    while (door.dispatcher().in_progress() > 0) std::this_thread::yield();
    queue.Shutdown();
  }
}

TEST_CASE("an address that cannot be listened on is an error that names it") {
  DoorUnderTest door;
  door.start();
  grpc_door::GrpcOptions options;
  options.port = door.port();
  grpc_door::Server second(door.dispatcher(), options);
  const auto started = second.start();
  REQUIRE_FALSE(started.ok());
  CHECK(started.error().message == "cannot listen for gRPC on 127.0.0.1:" + std::to_string(door.port()) +
                                       ": Address already in use; end the program that uses the port, or set another "
                                       "one in [grpc] port");
  door.settle();
  CHECK(second.start().ok());

  options.address = "192.0.2.1";
  options.port = 0;
  const auto elsewhere = grpc_door::Server(door.dispatcher(), options).start();
  REQUIRE_FALSE(elsewhere.ok());
  CHECK(
      elsewhere.error().message.starts_with("cannot listen for gRPC on 192.0.2.1:0: Cannot assign requested address"));
}

TEST_CASE("it listens on IPv6 too") {
  grpc_door::GrpcOptions options;
  options.address = "::1";
  Shared<std::string> peer;
  DoorUnderTest door(options);
  door.add("Look", [&](core::Call& call) {
    peer.set({call.request.peer.data, call.request.peer.size});
    Answer().finish(door.dispatcher(), call.handle());
  });
  door.publish({door.offer()});
  const auto port = door.server().start();
  if (!port.ok()) return;  // This machine has no IPv6.
  const auto channel = grpc::CreateChannel("[::1]:" + std::to_string(*port), grpc::InsecureChannelCredentials());
  CHECK(ClientCall(channel, "/test.v1.Greeter/Look", "", {}).wait().status.ok());
  CHECK(peer.get().starts_with("[::1]:"));
}

}  // namespace
}  // namespace duet::test
