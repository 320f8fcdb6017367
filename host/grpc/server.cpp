#include "grpc/server.hpp"

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <exception>
#include <limits>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "core/dispatcher.hpp"
#include "grpc/call_queue.hpp"
#include "grpc/contracts.hpp"
#include "grpc/doorway.hpp"
#include "grpc/grpc_log.hpp"
#include "grpc/health.hpp"
#include "grpc/listen_error.hpp"
#include "grpc/reflection.hpp"
#include "grpc/tls_credentials.hpp"

namespace duet::grpc_door {
namespace {

// How long a client may take to begin: TLS's handshake and HTTP/2's first settings. gRPC's own is two minutes.
constexpr int kHandshakeMs = 10'000;

std::vector<std::string> own_services(const GrpcOptions& options) {
  std::vector<std::string> names;
  if (options.health) names.emplace_back(::grpc::health::v1::Health::service_full_name());
  if (options.reflection) {
    names.emplace_back(ReflectionV1::Service::service_full_name());
    names.emplace_back(ReflectionV1Alpha::Service::service_full_name());
  }
  return names;
}

std::size_t queue_count(const GrpcOptions& options) {
  if (options.threads > 0) return options.threads;
  return std::max<std::size_t>(1, std::thread::hardware_concurrency());
}

}  // namespace

/// Everything that exists only while the server serves. Torn down from the bottom up: the server goes before the queues
/// and services that it refers to.
struct Server::Parts {
  Parts(core::Dispatcher& dispatcher, const GrpcOptions& options)
      : health(dispatcher.catalog()), contracts(dispatcher.catalog(), own_services(options)) {}

  std::atomic<std::int64_t> drain_deadline_ns{std::numeric_limits<std::int64_t>::max()};
  HealthService health;
  Contracts contracts;
  ReflectionService<ReflectionV1> reflection{contracts};
  ReflectionService<ReflectionV1Alpha> reflection_alpha{contracts};
  // Never asked for calls: that it is registered keeps grpc++ from answering unknown methods itself.
  ::grpc::AsyncGenericService generic;
  std::vector<std::unique_ptr<CallQueue>> queues;
  std::shared_ptr<::grpc::ServerCredentials> credentials;
  std::unique_ptr<::grpc::Server> server;
  Doorway doorway;
};

Server::Server(core::Dispatcher& dispatcher, GrpcOptions options)
    : dispatcher_(dispatcher), options_(std::move(options)) {}

Server::~Server() { stop(); }

base::Result<std::uint16_t> Server::start() {
  route_grpc_log();
  if (is_unusable_unix_address(options_.address)) {
    return base::Error{explain_listen_error(options_.address, options_.port)};
  }
  auto parts = std::make_unique<Parts>(dispatcher_, options_);
  if (!parts->doorway.listen(options_)) return base::Error{explain_listen_error(options_.address, options_.port)};
  parts->credentials =
      options_.tls != nullptr ? make_tls_credentials(options_.tls) : ::grpc::InsecureServerCredentials();
  ::grpc::ServerBuilder builder;
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeMs);
  builder.SetMaxReceiveMessageSize(
      static_cast<int>(std::min<std::size_t>(options_.max_message_bytes, std::numeric_limits<int>::max())));
  using External = ::grpc::ServerBuilder::experimental_type::ExternalConnectionType;
  parts->doorway.serve_by(builder.experimental().AddExternalConnectionAcceptor(External::FROM_FD, parts->credentials));
  builder.RegisterAsyncGenericService(&parts->generic);
  if (options_.health) builder.RegisterService(&parts->health);
  if (options_.reflection) {
    builder.RegisterService(&parts->reflection);
    builder.RegisterService(&parts->reflection_alpha);
  }
  for (std::size_t i = 0; i < queue_count(options_); ++i) {
    parts->queues.push_back(
        std::make_unique<CallQueue>(dispatcher_, builder.AddCompletionQueue(), parts->drain_deadline_ns));
  }
  parts->server = builder.BuildAndStart();
  if (parts->server == nullptr) return base::Error{"gRPC cannot serve; its own message is in the log"};
  for (std::size_t i = 0; i < parts->queues.size(); ++i) {
    parts->queues[i]->start(parts->server->c_server(), "duet-grpc-" + std::to_string(i));
  }
  const std::uint16_t port = parts->doorway.port();
  parts_ = std::move(parts);
  try {
    parts_->doorway.open();
  } catch (const std::exception& error) {
    stop();
    return base::Error{std::string("cannot serve gRPC: ") + error.what() +
                       "; raise the limits on open files (RLIMIT_NOFILE) and threads"};
  }
  return port;
}

void Server::refresh() {
  if (parts_ != nullptr) parts_->health.refresh();
}

void Server::turn_unready() {
  if (parts_ != nullptr) parts_->health.drain();
}

void Server::drain(std::int64_t deadline_ns) {
  if (parts_ == nullptr) return;
  parts_->doorway.close();
  parts_->drain_deadline_ns.store(deadline_ns, std::memory_order_release);
  parts_->health.drain();
  parts_->reflection.drain();
  parts_->reflection_alpha.drain();
  const gpr_timespec deadline{deadline_ns / 1'000'000'000, static_cast<std::int32_t>(deadline_ns % 1'000'000'000),
                              GPR_CLOCK_MONOTONIC};
  parts_->server->Shutdown(deadline);
}

void Server::stop() {
  if (parts_ == nullptr) return;
  drain(base::monotonic_ns());
  for (const auto& queue : parts_->queues) queue->join();
  parts_.reset();
}

}  // namespace duet::grpc_door
