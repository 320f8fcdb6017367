// grpc.testing.TestService: what gRPC's interoperability clients expect of a server.
// Source: doc/interop-test-descriptions.md in gRPC's repository.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <duet/plugin.hpp>

#include "grpc/testing/test.duet.hpp"

namespace grpc::testing {
namespace {

constexpr std::int32_t kMaxPayloadBytes = 64 << 20;
constexpr char kServer[] = "duet";

// Zeros.
duet::Result<Payload> payload_of(std::int32_t size) {
  if (size < 0 || size > kMaxPayloadBytes)
    return duet::invalid_argument("a payload of {} bytes is outside of 0 to {}", size, kMaxPayloadBytes);
  return Payload{PayloadType::compressable, duet::Bytes(std::string(static_cast<std::size_t>(size), '\0'))};
}

// What a caller sends under these keys comes back: the one in front of the answer, the other behind it.
void echo_metadata(duet::Call& call) {
  constexpr char kInitial[] = "x-grpc-test-echo-initial";
  constexpr char kTrailing[] = "x-grpc-test-echo-trailing-bin";
  if (const auto value = call.metadata(kInitial)) call.set_header(kInitial, *value);
  if (const auto value = call.metadata(kTrailing)) call.set_trailer(kTrailing, *value);
}

duet::Status status_of(const std::optional<EchoStatus>& wanted) {
  if (!wanted) return duet::Status();
  return duet::Status(static_cast<duet::Code>(wanted->code), wanted->message);
}

bool refuses_compression(const std::optional<BoolValue>& compressed) { return compressed && !compressed->value; }

duet::Status gone() { return duet::cancelled("nobody waits for the answer any more"); }

using Output = StreamingOutputCallResponse;

duet::Task<duet::Status> send_all(const std::vector<ResponseParameters>& wanted, duet::Writer<Output>& writer,
                                  duet::Call& call) {
  for (const ResponseParameters& one : wanted) {
    const std::chrono::microseconds interval(one.interval_us);
    if (interval.count() > 0 && !co_await call.sleep_for(interval)) co_return gone();
    duet::Result<Payload> payload = payload_of(one.size);
    if (!payload) co_return payload.status();
    const Output output{std::move(*payload)};
    const bool sent = refuses_compression(one.compressed) ? co_await writer.write(output, duet::kUncompressed)
                                                          : co_await writer.write(output);
    if (!sent) co_return gone();
  }
  co_return duet::Status();
}

class Interop : public TestServiceBase<Interop> {
 public:
  explicit Interop(duet::PluginContext) {}

  duet::Result<Empty> empty_call(const Empty&, duet::Call&) { return Empty(); }

  duet::Result<SimpleResponse> unary_call(const SimpleRequest& request, duet::Call& call) {
    echo_metadata(call);
    if (duet::Status status = status_of(request.response_status); !status.ok()) return status;
    duet::Result<Payload> payload = payload_of(request.response_size);
    if (!payload) return payload.status();
    if (refuses_compression(request.response_compressed)) call.do_not_compress();
    SimpleResponse response;
    response.payload = std::move(*payload);
    if (request.fill_server_id) response.server_id = kServer;
    return response;
  }
  duet::Result<SimpleResponse> cacheable_unary_call(const SimpleRequest& request, duet::Call& call) {
    return unary_call(request, call);
  }

  duet::Task<duet::Status> streaming_output_call(const StreamingOutputCallRequest& request,
                                                 duet::Writer<Output>& writer, duet::Call& call) {
    echo_metadata(call);
    if (duet::Status status = co_await send_all(request.response_parameters, writer, call); !status.ok())
      co_return status;
    co_return status_of(request.response_status);
  }

  // A plain function, which a thread waits in.
  duet::Result<StreamingInputCallResponse> streaming_input_call(duet::Reader<StreamingInputCallRequest>& reader,
                                                                duet::Call&) {
    std::size_t size = 0;
    while (const StreamingInputCallRequest* request = reader.read().wait()) {
      if (request->payload) size += request->payload->body.size();
    }
    if (!reader.status().ok()) return reader.status();
    return StreamingInputCallResponse{static_cast<std::int32_t>(size)};
  }

  duet::Task<duet::Status> full_duplex_call(duet::Reader<StreamingOutputCallRequest>& reader,
                                            duet::Writer<Output>& writer, duet::Call& call) {
    echo_metadata(call);
    while (const StreamingOutputCallRequest* request = co_await reader.read()) {
      if (duet::Status status = status_of(request->response_status); !status.ok()) co_return status;
      if (duet::Status status = co_await send_all(request->response_parameters, writer, call); !status.ok())
        co_return status;
    }
    co_return reader.status();
  }

  duet::Task<duet::Status> half_duplex_call(duet::Reader<StreamingOutputCallRequest>& reader,
                                            duet::Writer<Output>& writer, duet::Call& call) {
    std::vector<ResponseParameters> wanted;
    while (const StreamingOutputCallRequest* request = co_await reader.read()) {
      wanted.insert(wanted.end(), request->response_parameters.begin(), request->response_parameters.end());
    }
    if (!reader.status().ok()) co_return reader.status();
    co_return co_await send_all(wanted, writer, call);
  }

  static void describe(duet::Plugin<Interop>& plugin) {
    plugin.id("io.grpc.testing").version("1.0.0");
    describe_service(plugin);
  }
};

}  // namespace
}  // namespace grpc::testing

DUET_PLUGIN(grpc::testing::Interop)
