// grpc.health.v1.Health: is the host, and is each mounted service, ready for calls?
#pragma once

#include <grpc/health/v1/health.grpc.pb.h>

#include <atomic>
#include <optional>
#include <string_view>

#include "grpc/stream_set.hpp"

namespace duet::core {
class CatalogSlot;
}

namespace duet::grpc_door {

/// Answers from the catalog: "" is the host, and a service that is mounted for gRPC is known by its full name. All
/// functions may be called from any thread. The catalog slot outlives it, and it outlives the server that it is in.
class HealthService final : public ::grpc::health::v1::Health::CallbackService {
 public:
  explicit HealthService(const core::CatalogSlot& catalog) : catalog_(catalog) {}

  /// Tells those who watch what has changed in the catalog.
  void refresh();

  /// From now on everything is NOT_SERVING. Open Watch streams say so and end with UNAVAILABLE.
  void drain();

  ::grpc::ServerUnaryReactor* Check(::grpc::CallbackServerContext* context,
                                    const ::grpc::health::v1::HealthCheckRequest* request,
                                    ::grpc::health::v1::HealthCheckResponse* response) override;
  ::grpc::ServerWriteReactor<::grpc::health::v1::HealthCheckResponse>* Watch(
      ::grpc::CallbackServerContext* context, const ::grpc::health::v1::HealthCheckRequest* request) override;

 private:
  class Watcher;
  using ServingStatus = ::grpc::health::v1::HealthCheckResponse::ServingStatus;

  /// Nothing for a service that is not mounted.
  std::optional<ServingStatus> status_of(std::string_view service) const;

  const core::CatalogSlot& catalog_;
  std::atomic<bool> draining_{false};
  StreamSet<Watcher> watchers_;
};

}  // namespace duet::grpc_door
