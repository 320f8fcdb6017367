// The matrix over gRPC: grpc++'s generic stub.
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>

#include <array>
#include <stdexcept>

#include "client.hpp"
#include "contract.hpp"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace duet::test {
namespace {

namespace pb = google::protobuf;

class GrpcClient final : public Client {
 public:
  explicit GrpcClient(std::uint16_t port)
      : stub_(grpc::CreateChannel("127.0.0.1:" + std::to_string(port), grpc::InsecureChannelCredentials())) {}

  std::string name() const override { return "gRPC"; }

  Outcome call(const pb::MethodDescriptor& method, const pb::Message& request, const CallOptions& options) override {
    grpc::ClientContext context;
    if (options.timeout) context.set_deadline(std::chrono::system_clock::now() + *options.timeout);
    for (const auto& [key, value] : options.metadata) context.AddMetadata(key, value);

    const grpc::Slice bytes(request.SerializeAsString());
    grpc::ByteBuffer sent(&bytes, 1);
    grpc::ByteBuffer received;
    grpc::CompletionQueue queue;
    const auto call =
        stub_.PrepareUnaryCall(&context, "/" + method.service()->full_name() + "/" + method.name(), sent, &queue);
    call->StartCall();
    grpc::Status status;
    call->Finish(&received, &status, this);
    void* tag = nullptr;
    bool ok = false;
    queue.Next(&tag, &ok);

    Outcome outcome;
    outcome.code = code_name(static_cast<int>(status.error_code()));
    outcome.message = status.error_message();
    read_status_details(status.error_details(), outcome);
    for (const auto* pairs : {&context.GetServerInitialMetadata(), &context.GetServerTrailingMetadata()}) {
      for (const auto& [key, value] : *pairs) {
        outcome.metadata.emplace(std::string(key.data(), key.size()), std::string(value.data(), value.size()));
      }
    }
    if (status.ok()) outcome.json = read_answer(method, received);
    return outcome;
  }

 private:
  std::string read_answer(const pb::MethodDescriptor& method, const grpc::ByteBuffer& received) {
    grpc::Slice slice;
    if (!received.DumpToSingleSlice(&slice).ok()) throw std::runtime_error("no answer");
    std::unique_ptr<pb::Message> answer(factory_.GetPrototype(method.output_type())->New());
    if (!answer->ParseFromArray(slice.begin(), static_cast<int>(slice.size()))) {
      throw std::runtime_error("the answer is not a " + method.output_type()->full_name());
    }
    return to_json(*answer);
  }

  grpc::GenericStub stub_;
  pb::DynamicMessageFactory factory_;
};

}  // namespace

std::unique_ptr<Client> make_grpc_client(std::uint16_t port) { return std::make_unique<GrpcClient>(port); }

const char* code_name(int code) {
  static constexpr std::array kNames{
      "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
      "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
      "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
      "DATA_LOSS", "UNAUTHENTICATED"};
  return kNames.at(static_cast<std::size_t>(code));
}

void read_status_details(const std::string& status_bytes, Outcome& outcome) {
  google::rpc::Status status;
  if (!status.ParseFromString(status_bytes)) throw std::runtime_error("the details are not a google.rpc.Status");
  for (const auto& detail : status.details()) {
    google::rpc::BadRequest bad_request;
    if (!detail.UnpackTo(&bad_request)) continue;
    for (const auto& violation : bad_request.field_violations()) {
      outcome.violations[violation.field()] = violation.description();
    }
  }
}

}  // namespace duet::test
