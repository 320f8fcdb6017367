// Server reflection, both versions, through their own clients.
#include <doctest/doctest.h>
#include <google/protobuf/descriptor.pb.h>

#include <algorithm>
#include <set>

#include "grpc/reflection.hpp"
#include "host/grpc/harness.hpp"

namespace duet::test {
namespace {

namespace pb = google::protobuf;
using grpc_door::ReflectionV1;
using grpc_door::ReflectionV1Alpha;

pb::FileDescriptorProto base_file() {
  pb::FileDescriptorProto file;
  file.set_name("test/v1/base.proto");
  file.set_package("test.v1");
  file.set_syntax("proto2");
  pb::DescriptorProto* const open = file.add_message_type();
  open->set_name("Open");
  open->add_extension_range()->set_start(100);
  open->mutable_extension_range(0)->set_end(200);
  return file;
}

pb::FileDescriptorProto greeter_file() {
  pb::FileDescriptorProto file;
  file.set_name("test/v1/greeter.proto");
  file.set_package("test.v1");
  file.set_syntax("proto2");
  file.add_dependency("test/v1/base.proto");
  file.add_message_type()->set_name("Hello");
  for (const int number : {120, 110}) {
    pb::FieldDescriptorProto* const extension = file.add_extension();
    extension->set_name("extra_" + std::to_string(number));
    extension->set_extendee(".test.v1.Open");
    extension->set_number(number);
    extension->set_label(pb::FieldDescriptorProto::LABEL_OPTIONAL);
    extension->set_type(pb::FieldDescriptorProto::TYPE_INT32);
  }
  pb::ServiceDescriptorProto* const service = file.add_service();
  service->set_name("Greeter");
  pb::MethodDescriptorProto* const method = service->add_method();
  method->set_name("Echo");
  method->set_input_type(".test.v1.Hello");
  method->set_output_type(".test.v1.Open");
  return file;
}

void fill(DoorUnderTest& door) {
  door.add("Echo", [](core::Call&) {});
  door.offer().files = {base_file().SerializeAsString(), greeter_file().SerializeAsString()};
}

/// One stream with questions and answers.
template <class Version>
class Asker {
 public:
  using Request = typename Version::Request;
  using Response = typename Version::Response;

  explicit Asker(DoorUnderTest& door)
      : stub_(Version::Service::NewStub(door.channel())), stream_(stub_->ServerReflectionInfo(&context_)) {}

  Response ask(const Request& request) {
    Response response;
    REQUIRE(stream_->Write(request));
    REQUIRE(stream_->Read(&response));
    CHECK(response.original_request().SerializeAsString() == request.SerializeAsString());
    return response;
  }

  grpc::Status finish() {
    stream_->WritesDone();
    Response response;
    CHECK_FALSE(stream_->Read(&response));
    return stream_->Finish();
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<typename Version::Service::Stub> stub_;
  std::unique_ptr<grpc::ClientReaderWriter<Request, Response>> stream_;
};

template <class Response>
std::vector<std::string> file_names(const Response& response) {
  std::vector<std::string> names;
  for (const std::string& bytes : response.file_descriptor_response().file_descriptor_proto()) {
    pb::FileDescriptorProto file;
    REQUIRE(file.ParseFromString(bytes));
    names.push_back(file.name());
  }
  return names;
}

TEST_CASE_TEMPLATE("reflection lists services and hands out their files", Version, ReflectionV1, ReflectionV1Alpha) {
  using Request = typename Version::Request;
  const std::vector<std::string> both{"test/v1/greeter.proto", "test/v1/base.proto"};
  DoorUnderTest door;
  fill(door);
  door.start();
  Asker<Version> asker(door);

  Request request;
  request.set_host("localhost");
  request.set_list_services("*");
  const auto listed = asker.ask(request);
  std::vector<std::string> services;
  for (const auto& service : listed.list_services_response().service()) services.push_back(service.name());
  CHECK(services == std::vector<std::string>{"grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection",
                                             "grpc.reflection.v1alpha.ServerReflection", "test.v1.Greeter"});
  CHECK(listed.valid_host() == "localhost");

  request.set_file_by_filename("test/v1/greeter.proto");
  CHECK(file_names(asker.ask(request)) == both);
  for (const char* symbol : {"test.v1.Greeter", "test.v1.Greeter.Echo", "test.v1.Hello"}) {
    request.set_file_containing_symbol(symbol);
    CHECK(file_names(asker.ask(request)) == both);
  }
  for (const std::string& service : services) {
    request.set_file_containing_symbol(service);
    CHECK_FALSE(file_names(asker.ask(request)).empty());
  }
  request.mutable_file_containing_extension()->set_containing_type("test.v1.Open");
  request.mutable_file_containing_extension()->set_extension_number(110);
  CHECK(file_names(asker.ask(request)) == both);

  request.set_all_extension_numbers_of_type("test.v1.Open");
  const auto numbers = asker.ask(request).all_extension_numbers_response();
  CHECK(numbers.base_type_name() == "test.v1.Open");
  CHECK(std::vector<int>(numbers.extension_number().begin(), numbers.extension_number().end()) ==
        std::vector<int>{110, 120});
  CHECK(asker.finish().ok());
}

TEST_CASE_TEMPLATE("reflection answers what it does not know with an error, and goes on", Version, ReflectionV1,
                   ReflectionV1Alpha) {
  using Request = typename Version::Request;
  DoorUnderTest door;
  fill(door);
  door.start();
  Asker<Version> asker(door);
  const auto expect_not_found = [&](const Request& request, const std::string& message) {
    const auto response = asker.ask(request);
    CHECK(response.error_response().error_code() == grpc::StatusCode::NOT_FOUND);
    CHECK(response.error_response().error_message() == message);
  };
  Request request;
  request.set_file_by_filename("none.proto");
  expect_not_found(request, "nothing that is mounted here has a file 'none.proto'");
  request.set_file_containing_symbol("test.v1.None");
  expect_not_found(request, "nothing that is mounted here has a symbol 'test.v1.None'");
  request.mutable_file_containing_extension()->set_containing_type("test.v1.Open");
  request.mutable_file_containing_extension()->set_extension_number(150);
  expect_not_found(request, "nothing that is mounted here has an extension 150 of 'test.v1.Open'");
  request.mutable_file_containing_extension()->set_containing_type("test.v1.None");
  expect_not_found(request, "nothing that is mounted here has an extension 150 of 'test.v1.None'");
  request.set_all_extension_numbers_of_type("test.v1.None");
  expect_not_found(request, "nothing that is mounted here has a message 'test.v1.None'");

  const auto nothing = asker.ask(Request());
  CHECK(nothing.error_response().error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  request.set_list_services("*");
  CHECK(asker.ask(request).list_services_response().service_size() == 4);
  CHECK(asker.finish().ok());
}

TEST_CASE("reflection follows the catalog and leaves out what gRPC does not serve") {
  DoorUnderTest door;
  fill(door);
  door.start();
  Asker<ReflectionV1> asker(door);
  ReflectionV1::Request request;
  request.set_list_services("*");
  CHECK(asker.ask(request).list_services_response().service_size() == 4);
  core::Offer rest_only = door.offer();
  rest_only.on_grpc = false;
  door.publish({rest_only});
  CHECK(asker.ask(request).list_services_response().service_size() == 3);
  CHECK(asker.finish().ok());
}

TEST_CASE("without reflection the services are not there") {
  grpc_door::GrpcOptions options;
  options.reflection = false;
  DoorUnderTest door(options);
  door.start();
  grpc::ClientContext context;
  const auto stream = ReflectionV1::Service::NewStub(door.channel())->ServerReflectionInfo(&context);
  ReflectionV1::Response response;
  CHECK_FALSE(stream->Read(&response));
  CHECK(stream->Finish().error_code() == grpc::StatusCode::UNIMPLEMENTED);
}

}  // namespace
}  // namespace duet::test
