#include "grpc/server.hpp"

#include <grpc/grpc.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <limits>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "core/dispatcher.hpp"
#include "grpc/call_queue.hpp"
#include "grpc/channel_arguments.hpp"
#include "grpc/contracts.hpp"
#include "grpc/doorway.hpp"
#include "grpc/grpc_log.hpp"
#include "grpc/health.hpp"
#include "grpc/listen_error.hpp"
#include "grpc/reflection.hpp"
#include "grpc/tls_credentials.hpp"

namespace duet::grpc_door {
namespace {

// After the last call, or the deadline of the drain: for answers to go out, and for clients to leave by themselves.
constexpr std::int64_t kFarewellNs = 1'000'000'000;

std::vector<std::string> own_services(const GrpcOptions& options) {
  std::vector<std::string> names;
  if (options.health) names.emplace_back(HealthService::kName);
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

AnswerCompression compression_of(const GrpcOptions& options) {
  AnswerCompression compression;
  compression.enabled = options.compression != Compression::kOff;
  // gRPC is told a level rather than a coding, since it alone knows what the client takes; it ranks gzip below deflate.
  compression.level = options.compression == Compression::kGzip ? GRPC_COMPRESS_LEVEL_LOW : GRPC_COMPRESS_LEVEL_HIGH;
  compression.min_bytes = options.compression_min_bytes;
  return compression;
}

gpr_timespec timespec_of(std::int64_t monotonic_ns) {
  return {monotonic_ns / 1'000'000'000, static_cast<std::int32_t>(monotonic_ns % 1'000'000'000), GPR_CLOCK_MONOTONIC};
}

}  // namespace

/// Everything that exists only while the server serves. Torn down from the bottom up: the server goes before the queues
/// and services that it refers to.
struct Server::Parts {
  Parts(core::Dispatcher& dispatcher, const GrpcOptions& options)
      : health(dispatcher.catalog()), contracts(dispatcher.catalog(), own_services(options)) {
    serving.max_message_bytes = options.max_message_bytes;
    serving.compression = compression_of(options);
    if (options.health) serving.own.push_back(&health);
    if (options.reflection) serving.own.insert(serving.own.end(), {&reflection, &reflection_alpha});
  }

  bool is_idle() const {
    return std::all_of(queues.begin(), queues.end(), [](const auto& queue) { return queue->open_calls() == 0; });
  }

  Serving serving;
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
  set_arguments(builder, options_);
  using External = ::grpc::ServerBuilder::experimental_type::ExternalConnectionType;
  parts->doorway.serve_by(builder.experimental().AddExternalConnectionAcceptor(External::FROM_FD, parts->credentials));
  builder.RegisterAsyncGenericService(&parts->generic);
  for (std::size_t i = 0; i < queue_count(options_); ++i) {
    parts->queues.push_back(std::make_unique<CallQueue>(dispatcher_, builder.AddCompletionQueue(), parts->serving));
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
  if (parts_ != nullptr) parts_->health.turn_unready();
}

void Server::drain(std::int64_t deadline_ns) {
  if (parts_ == nullptr) return;
  deadline_ns = std::min(deadline_ns, std::numeric_limits<std::int64_t>::max() - 2 * kFarewellNs);
  parts_->doorway.close();
  parts_->serving.drain_deadline_ns.store(deadline_ns, std::memory_order_release);
  parts_->health.turn_unready();
  parts_->health.drain();
  parts_->reflection.drain();
  parts_->reflection_alpha.drain();
  std::atomic<bool> over{false};
  std::thread farewell;
  try {
    farewell = std::thread([&] { part_from_the_rest(deadline_ns + kFarewellNs, over); });
  } catch (const std::system_error&) {
    base::log::write(base::log::Level::warn, "no thread to part from silent clients: they may hold up the end",
                     {{"door", "grpc"}});
  }
  parts_->server->Shutdown(timespec_of(deadline_ns + kFarewellNs));
  over.store(true);
  if (farewell.joinable()) farewell.join();
}

void Server::part_from_the_rest(std::int64_t latest_ns, const std::atomic<bool>& over) {
  std::int64_t until_ns = latest_ns;
  bool was_idle = false;
  for (std::int64_t now_ns = base::monotonic_ns(); !over.load() && now_ns < until_ns; now_ns = base::monotonic_ns()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    if (was_idle || !parts_->is_idle()) continue;
    was_idle = true;
    until_ns = std::min(until_ns, now_ns + kFarewellNs);
  }
  if (!over.load()) grpc_server_cancel_all_calls(parts_->server->c_server());
}

void Server::stop() {
  if (parts_ == nullptr) return;
  drain(base::monotonic_ns());
  for (const auto& queue : parts_->queues) queue->join();
  parts_.reset();
}

}  // namespace duet::grpc_door
