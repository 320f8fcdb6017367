// grpc.health.v1.Health: is the host, and is each mounted service, ready for calls?
#pragma once

#include <grpc/health/v1/health.grpc.pb.h>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string_view>

#include "grpc/open_streams.hpp"

namespace duet::core {
class CatalogSlot;
}

namespace duet::grpc_door {

/// Answers from the catalog: "" is the host, and a service that is mounted for gRPC is known by its full name. All
/// functions may be called from any thread. The catalog slot outlives it, and it outlives the server that it is in.
///
/// A synchronous service, as reflection is: in a server with queues of its own, grpc++ serves those without polling, so
/// that no thread of theirs takes turns with the queues' threads (that cost a tenth of the calls).
class HealthService final : public ::grpc::health::v1::Health::Service {
 public:
  using Request = ::grpc::health::v1::HealthCheckRequest;
  using Response = ::grpc::health::v1::HealthCheckResponse;

  explicit HealthService(const core::CatalogSlot& catalog) : catalog_(catalog) {}

  /// Tells those who watch what has changed in the catalog.
  void refresh();

  /// From now on everything is NOT_SERVING. Open Watch streams say so and end with UNAVAILABLE.
  void drain();

  ::grpc::Status Check(::grpc::ServerContext* context, const Request* request, Response* response) override;
  ::grpc::Status Watch(::grpc::ServerContext* context, const Request* request,
                       ::grpc::ServerWriter<Response>* writer) override;

 private:
  /// Nothing for a service that is not mounted. Holds mutex_.
  std::optional<Response::ServingStatus> status_of(std::string_view service) const;

  const core::CatalogSlot& catalog_;
  OpenStreams watchers_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool draining_ = false;  // guarded by mutex_
};

}  // namespace duet::grpc_door
