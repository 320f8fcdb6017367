#include "host/grpc/harness.hpp"

#include <doctest/doctest.h>
#include <duet/abi/description.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>

#include <thread>

namespace duet::test {
namespace {

duet_str view(const std::string& text) { return {text.data(), text.size()}; }
std::string text(duet_str from) { return {from.data, from.size}; }

std::vector<duet_kv> views(const Pairs& pairs) {
  std::vector<duet_kv> out;
  for (const auto& [key, value] : pairs) out.push_back({view(key), view(value)});
  return out;
}

std::multimap<std::string, std::string> copies(const std::multimap<grpc::string_ref, grpc::string_ref>& from) {
  std::multimap<std::string, std::string> out;
  for (const auto& [key, value] : from) {
    out.emplace(std::string(key.data(), key.size()), std::string(value.data(), value.size()));
  }
  return out;
}

grpc_door::GrpcOptions on_any_port(grpc_door::GrpcOptions options) {
  if (options.port == grpc_door::GrpcOptions().port) options.port = 0;
  if (options.threads == 0) options.threads = 2;
  return options;
}

}  // namespace

std::uint32_t FunctionBackend::add(Handler handler) {
  handlers_.push_back(std::move(handler));
  return static_cast<std::uint32_t>(handlers_.size() - 1);
}

void FunctionBackend::cancel(core::Call& call) {
  if (const auto& function = handlers_.at(call.request.method).cancel) function(call);
}

void FunctionBackend::receive(core::Call& call, std::string_view piece, bool end) {
  handlers_.at(call.request.method).receive(call, piece, end);
}

core::Dispatcher::Sent send(core::Dispatcher& dispatcher, duet_call handle, const std::string& message,
                            std::uint32_t flags) {
  duet_reply head{};
  head.size = sizeof head;
  head.flags = flags;
  const duet_slice piece{reinterpret_cast<const std::uint8_t*>(message.data()), message.size(), nullptr, nullptr};
  return dispatcher.send(handle, &head, {&piece, 1});
}

bool Answer::finish(core::Dispatcher& dispatcher, duet_call handle) const {
  const auto initial = views(metadata);
  const auto trailing = views(trailers);
  std::vector<duet_slice> pieces;
  for (const std::string& piece : body) {
    pieces.push_back({reinterpret_cast<const std::uint8_t*>(piece.data()), piece.size(), nullptr, nullptr});
  }
  duet_reply reply{};
  reply.size = sizeof reply;
  reply.code = code;
  reply.message = view(message);
  reply.details = {reinterpret_cast<const std::uint8_t*>(details.data()), details.size(), nullptr, nullptr};
  reply.metadata = initial.data();
  reply.n_metadata = initial.size();
  reply.trailers = trailing.data();
  reply.n_trailers = trailing.size();
  reply.body = pieces.data();
  reply.n_body = pieces.size();
  return dispatcher.finish(handle, reply);
}

std::string body_of(const core::Call& call) {
  std::string out;
  for (std::size_t i = 0; i < call.request.n_body; ++i) {
    out.append(reinterpret_cast<const char*>(call.request.body[i].data), call.request.body[i].size);
  }
  return out;
}

Pairs metadata_of(const core::Call& call) {
  Pairs out;
  for (std::size_t i = 0; i < call.request.n_metadata; ++i) {
    out.emplace_back(text(call.request.metadata[i].key), text(call.request.metadata[i].value));
  }
  return out;
}

grpc::ByteBuffer to_buffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return {&slice, 1};
}

std::string to_text(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string out;
  if (buffer.Valid() && buffer.Dump(&slices).ok()) {
    for (const grpc::Slice& slice : slices) out.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return out;
}

ClientCall::ClientCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& path, const std::string& body,
                       const std::function<void(grpc::ClientContext&)>& prepare)
    : request_(to_buffer(body)) {
  if (prepare) prepare(context_);
  grpc::GenericStub(channel).UnaryCall(&context_, path, {}, &request_, &response_,
                                       [this](grpc::Status status) { done_.set_value(std::move(status)); });
}

Outcome ClientCall::wait() {
  Outcome outcome;
  outcome.status = done_.get_future().get();
  outcome.body = to_text(response_);
  outcome.metadata = copies(context_.GetServerInitialMetadata());
  outcome.trailers = copies(context_.GetServerTrailingMetadata());
  return outcome;
}

core::DispatcherOptions DoorUnderTest::quiet() {
  core::DispatcherOptions options;
  options.executor_threads = 2;
  options.pipeline.access_log = false;
  return options;
}

DoorUnderTest::DoorUnderTest(grpc_door::GrpcOptions options, core::DispatcherOptions dispatcher_options)
    : dispatcher_(dispatcher_options), server_(dispatcher_, on_any_port(std::move(options))) {
  offer_.plugin = "greeter";
  offer_.backend = backend_;
}

DoorUnderTest::~DoorUnderTest() { settle(); }

core::MethodOffer& DoorUnderTest::add(const std::string& name, FunctionBackend::Function invoke,
                                      FunctionBackend::Function cancel) {
  return add_stream(name, DUET_UNARY, {std::move(invoke), std::move(cancel), {}, {}});
}

core::MethodOffer& DoorUnderTest::add_stream(const std::string& name, std::uint32_t kind,
                                             FunctionBackend::Handler handler) {
  core::MethodOffer method;
  method.service = "test.v1.Greeter";
  method.name = name;
  method.index = backend_->add(std::move(handler));
  method.kind = kind;
  method.encodings = DUET_PROTOBUF | DUET_JSON;
  method.execution = core::Execution::kInline;
  offer_.methods.push_back(std::move(method));
  return offer_.methods.back();
}

void DoorUnderTest::start() {
  publish({offer_});
  const auto started = server_.start();
  REQUIRE_MESSAGE(started.ok(), (started.ok() ? "" : started.error().message));
  port_ = *started;
  channel_ = connect(port_);
}

void DoorUnderTest::publish(const std::vector<core::Offer>& offers) {
  std::vector<std::string> errors;
  auto catalog = core::Catalog::build(offers, errors);
  REQUIRE_MESSAGE(catalog != nullptr, (errors.empty() ? "" : errors.front()));
  dispatcher_.catalog().publish(std::move(catalog));
  server_.refresh();
}

std::unique_ptr<ClientCall> DoorUnderTest::begin(const std::string& method, const std::string& body,
                                                 const std::function<void(grpc::ClientContext&)>& prepare) {
  const std::string path = method.starts_with('/') ? method : "/test.v1.Greeter/" + method;
  return std::make_unique<ClientCall>(channel_, path, body, prepare);
}

Outcome DoorUnderTest::call(const std::string& method, const std::string& body,
                            const std::function<void(grpc::ClientContext&)>& prepare) {
  return begin(method, body, prepare)->wait();
}

void DoorUnderTest::settle() {
  channel_.reset();
  server_.stop();
  while (dispatcher_.in_progress() > 0) std::this_thread::yield();
}

std::shared_ptr<grpc::Channel> connect(std::uint16_t port) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(-1);
  return grpc::CreateCustomChannel("127.0.0.1:" + std::to_string(port), grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace duet::test
