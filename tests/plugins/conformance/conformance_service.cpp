// connectrpc.conformance.v1.ConformanceService: answers with what a request asks for, and tells what was seen of it.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <duet/plugin.hpp>
#include <duet/well_known.hpp>

#include "connectrpc/conformance/v1/service.duet.hpp"

namespace connectrpc::conformance::v1 {
namespace {

using RequestInfo = ConformancePayload_RequestInfo;

// All values of a header stand in one Header. Binary ones have no place in it.
std::vector<Header> headers_of(const duet::Call& call) {
  std::vector<Header> headers;
  call.for_each_metadata([&](std::string_view name, std::string_view value) {
    if (name.ends_with("-bin")) return;
    auto header = std::find_if(headers.begin(), headers.end(), [&](const Header& one) { return one.name == name; });
    if (header == headers.end()) header = headers.insert(header, Header{std::string(name), {}});
    header->value.emplace_back(value);
  });
  return headers;
}

RequestInfo info_of(const duet::Call& call) {
  RequestInfo info;
  info.request_headers = headers_of(call);
  if (const auto left = call.time_left())
    info.timeout_ms = std::chrono::duration_cast<std::chrono::milliseconds>(*left).count();
  return info;
}

template <class Definition>
void set_metadata(const Definition& wanted, duet::Call& call) {
  for (const Header& header : wanted.response_headers) {
    for (const std::string& value : header.value) call.set_header(header.name, value);
  }
  for (const Header& trailer : wanted.response_trailers) {
    for (const std::string& value : trailer.value) call.set_trailer(trailer.name, value);
  }
}

duet::StatusDetail detail_of(const duet::Any& any) {
  return {any.type_url.substr(any.type_url.rfind('/') + 1), any.value.value};
}

duet::Status status_of(const Error& error, const RequestInfo* info) {
  duet::Status status(static_cast<duet::Code>(error.code), error.message.value_or(std::string()));
  for (const duet::Any& detail : error.details) status.add_detail(detail_of(detail));
  if (info != nullptr) status.add_detail(detail_of(duet::Any::pack(*info)));
  return status;
}

duet::Status gone() { return duet::cancelled("nobody waits for the answer any more"); }

// False when nobody waits any more.
duet::Task<bool> wait(std::uint32_t delay_ms, duet::Call& call) {
  if (delay_ms == 0) co_return true;
  co_return co_await call.sleep_for(std::chrono::milliseconds(delay_ms));
}

// The answer of a method that gives one message.
template <class Out>
duet::Task<duet::Result<Out>> answer(const std::optional<UnaryResponseDefinition>& wanted, RequestInfo info,
                                     duet::Call& call) {
  Out out;
  ConformancePayload& payload = out.payload.emplace();
  if (wanted) {
    set_metadata(*wanted, call);
    if (!co_await wait(wanted->response_delay_ms, call)) co_return gone();
    if (const auto* error = std::get_if<Error>(&wanted->response)) co_return status_of(*error, &info);
    if (const auto* data = std::get_if<duet::Bytes>(&wanted->response)) payload.data = *data;
  }
  payload.request_info = std::move(info);
  co_return out;
}

// The answer of a method that gives a stream.
template <class Out>
class Answers {
 public:
  Answers(std::optional<StreamResponseDefinition> wanted, duet::Writer<Out>& writer, duet::Call& call)
      : wanted_(std::move(wanted)), writer_(writer), call_(call) {
    if (wanted_) set_metadata(*wanted_, call);
  }

  bool left() const { return wanted_ && sent_ < wanted_->response_data.size(); }

  // Sends the headers, if messages are to follow. False when nobody waits any more, like the next.
  duet::Task<bool> begin() {
    if (!left()) co_return true;
    co_return co_await writer_.send_headers();
  }
  // Sends the next message.
  duet::Task<bool> send(std::optional<RequestInfo> info) {
    if (!co_await wait(wanted_->response_delay_ms, call_)) co_return false;
    Out out;
    ConformancePayload& payload = out.payload.emplace();
    payload.data = wanted_->response_data[sent_++];
    payload.request_info = std::move(info);
    co_return co_await writer_.write(out);
  }
  // Sends all that are left, the very first one with `info`, and tells how the stream ends.
  duet::Task<duet::Status> end(RequestInfo info) {
    while (left()) {
      std::optional<RequestInfo> first;
      if (sent_ == 0) first = info;
      if (!co_await send(std::move(first))) co_return gone();
    }
    if (!wanted_ || !wanted_->error) co_return duet::Status();
    co_return status_of(*wanted_->error, sent_ == 0 ? &info : nullptr);
  }

 private:
  const std::optional<StreamResponseDefinition> wanted_;
  duet::Writer<Out>& writer_;
  duet::Call& call_;
  std::size_t sent_ = 0;
};

class Conformance : public ConformanceServiceBase<Conformance> {
 public:
  explicit Conformance(duet::PluginContext) {}

  duet::Task<duet::Result<UnaryResponse>> unary(const UnaryRequest& request, duet::Call& call) {
    RequestInfo info = info_of(call);
    info.requests.push_back(duet::Any::pack(request));
    co_return co_await answer<UnaryResponse>(request.response_definition, std::move(info), call);
  }

  duet::Task<duet::Result<IdempotentUnaryResponse>> idempotent_unary(const IdempotentUnaryRequest& request,
                                                                     duet::Call& call) {
    RequestInfo info = info_of(call);
    info.requests.push_back(duet::Any::pack(request));
    co_return co_await answer<IdempotentUnaryResponse>(request.response_definition, std::move(info), call);
  }

  duet::Result<UnimplementedResponse> unimplemented(const UnimplementedRequest&, duet::Call&) {
    return duet::unimplemented("this method is there to be missing");
  }

  duet::Task<duet::Status> server_stream(const ServerStreamRequest& request, duet::Writer<ServerStreamResponse>& writer,
                                         duet::Call& call) {
    RequestInfo info = info_of(call);
    info.requests.push_back(duet::Any::pack(request));
    Answers<ServerStreamResponse> answers(request.response_definition, writer, call);
    if (!co_await answers.begin()) co_return gone();
    co_return co_await answers.end(std::move(info));
  }

  duet::Task<duet::Result<ClientStreamResponse>> client_stream(duet::Reader<ClientStreamRequest>& reader,
                                                               duet::Call& call) {
    RequestInfo info = info_of(call);
    std::optional<UnaryResponseDefinition> wanted;
    while (const ClientStreamRequest* request = co_await reader.read()) {
      if (info.requests.empty()) wanted = request->response_definition;
      info.requests.push_back(duet::Any::pack(*request));
    }
    if (!reader.status().ok()) co_return reader.status();
    co_return co_await answer<ClientStreamResponse>(wanted, std::move(info), call);
  }

  duet::Task<duet::Status> bidi_stream(duet::Reader<BidiStreamRequest>& reader,
                                       duet::Writer<BidiStreamResponse>& writer, duet::Call& call) {
    RequestInfo info = info_of(call);
    const BidiStreamRequest* request = co_await reader.read();
    if (request == nullptr) co_return reader.status();
    const bool full_duplex = request->full_duplex;
    Answers<BidiStreamResponse> answers(request->response_definition, writer, call);
    if (full_duplex && !co_await answers.begin()) co_return gone();
    for (; request != nullptr; request = co_await reader.read()) {
      info.requests.push_back(duet::Any::pack(*request));
      if (!full_duplex) continue;
      if (!answers.left()) break;
      // What is in one answer is not repeated in the next.
      if (!co_await answers.send(std::exchange(info, RequestInfo()))) co_return gone();
    }
    if (!reader.status().ok()) co_return reader.status();
    if (!full_duplex && !co_await answers.begin()) co_return gone();
    co_return co_await answers.end(std::move(info));
  }

  static void describe(duet::Plugin<Conformance>& plugin) {
    plugin.id("com.connectrpc.conformance").version("1.0.5");
    describe_service(plugin);
  }
};

}  // namespace
}  // namespace connectrpc::conformance::v1

DUET_PLUGIN(connectrpc::conformance::v1::Conformance)
