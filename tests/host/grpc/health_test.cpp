// grpc.health.v1 through its own client.
#include <doctest/doctest.h>
#include <grpc/health/v1/health.grpc.pb.h>

#include "host/grpc/harness.hpp"

namespace duet::test {
namespace {

using grpc::health::v1::Health;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

HealthCheckRequest about(const std::string& service) {
  HealthCheckRequest request;
  request.set_service(service);
  return request;
}

grpc::Status check(DoorUnderTest& door, const std::string& service, HealthCheckResponse& response) {
  grpc::ClientContext context;
  return Health::NewStub(door.channel())->Check(&context, about(service), &response);
}

TEST_CASE("Check knows the host and each service that gRPC serves") {
  DoorUnderTest door;
  door.add("Echo", [](core::Call&) {});
  door.start();
  HealthCheckResponse response;
  CHECK(check(door, "", response).ok());
  CHECK(response.status() == HealthCheckResponse::SERVING);
  CHECK(check(door, "test.v1.Greeter", response).ok());
  CHECK(response.status() == HealthCheckResponse::SERVING);
  const grpc::Status unknown = check(door, "test.v1.Other", response);
  CHECK(unknown.error_code() == grpc::StatusCode::NOT_FOUND);
  CHECK(unknown.error_message() == "no service 'test.v1.Other' is mounted for gRPC here");

  core::Offer rest_only = door.offer();
  rest_only.on_grpc = false;
  door.publish({rest_only});
  CHECK(check(door, "test.v1.Greeter", response).error_code() == grpc::StatusCode::NOT_FOUND);
}

TEST_CASE("Watch follows the catalog") {
  DoorUnderTest door;
  door.add("Echo", [](core::Call&) {});
  door.start();
  door.publish({});

  grpc::ClientContext context;
  const auto stream = Health::NewStub(door.channel())->Watch(&context, about("test.v1.Greeter"));
  HealthCheckResponse response;
  REQUIRE(stream->Read(&response));
  CHECK(response.status() == HealthCheckResponse::SERVICE_UNKNOWN);
  door.publish({door.offer()});
  REQUIRE(stream->Read(&response));
  CHECK(response.status() == HealthCheckResponse::SERVING);
  door.publish({door.offer()});  // Nothing has changed for this service, so nothing is sent.
  door.publish({});
  REQUIRE(stream->Read(&response));
  CHECK(response.status() == HealthCheckResponse::SERVICE_UNKNOWN);
  context.TryCancel();
  CHECK_FALSE(stream->Read(&response));
  CHECK(stream->Finish().error_code() == grpc::StatusCode::CANCELLED);
}

TEST_CASE("many watchers, some of which leave while the catalog changes") {
  DoorUnderTest door;
  door.add("Echo", [](core::Call&) {});
  door.start();
  const auto stub = Health::NewStub(door.channel());
  constexpr std::size_t kWatchers = 30;
  std::vector<grpc::ClientContext> contexts(kWatchers);
  std::vector<std::unique_ptr<grpc::ClientReader<HealthCheckResponse>>> streams;
  HealthCheckResponse response;
  for (grpc::ClientContext& context : contexts) {
    streams.push_back(stub->Watch(&context, about("test.v1.Greeter")));
    REQUIRE(streams.back()->Read(&response));
  }
  for (std::size_t i = 0; i < kWatchers; ++i) {
    if (i % 3 == 0) contexts[i].TryCancel();
    if (i % 5 == 0) door.publish({});
    if (i % 5 == 4) door.publish({door.offer()});
  }
  door.server().stop();
  for (const auto& stream : streams) {
    HealthCheckResponse last;
    while (stream->Read(&response)) last = response;
    CHECK_FALSE(stream->Finish().ok());
  }
}

TEST_CASE("without health the service is not there") {
  grpc_door::GrpcOptions options;
  options.health = false;
  DoorUnderTest door(options);
  door.start();
  HealthCheckResponse response;
  const grpc::Status status = check(door, "", response);
  CHECK(status.error_code() == grpc::StatusCode::UNIMPLEMENTED);
  CHECK(status.error_message() == "no service 'grpc.health.v1.Health' is mounted here");
}

}  // namespace
}  // namespace duet::test
