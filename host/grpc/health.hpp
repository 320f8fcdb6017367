// grpc.health.v1.Health: is the host, and is each mounted service, ready for calls?
#pragma once

#include <grpc/health/v1/health.pb.h>

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "grpc/own_service.hpp"

namespace duet::core {
class CatalogSlot;
}

namespace duet::grpc_door {

/// Answers from the catalog: "" is the host, and a service that is mounted for gRPC is known by its full name. All
/// functions may be called from any thread. The catalog slot outlives it, and it outlives the server that it is in.
class HealthService final : public OwnService {
 public:
  static constexpr std::string_view kName = "grpc.health.v1.Health";

  explicit HealthService(const core::CatalogSlot& catalog) : catalog_(catalog) {}

  /// Tells those who watch what has changed in the catalog.
  void refresh();

  /// From now on everything is NOT_SERVING, and those who watch are told.
  void turn_unready();

  /// After turn_unready(): ends what is watched with UNAVAILABLE, from now on.
  void drain();

  const core::Method* find(std::string_view full_name) const override;
  bool on_message(core::Call& call, std::string_view message) override;
  void on_gone(core::Call& call, const core::Failure& failure) override;

 private:
  using Response = ::grpc::health::v1::HealthCheckResponse;
  using Status = Response::ServingStatus;

  struct Watcher {
    core::CallRef call;
    std::string service;
    std::optional<Status> told;
  };

  void check(core::Call& call, const std::string& service);
  // These hold mutex_.
  /// Nothing for a service that is not mounted.
  std::optional<Status> status_of(std::string_view service) const;
  /// False: the watcher has not read for long, and is to go.
  bool tell(Watcher& watcher) const;

  const core::CatalogSlot& catalog_;
  const core::Method check_ = own_method(kName, "Check", DUET_UNARY);
  const core::Method watch_ = own_method(kName, "Watch", DUET_SERVER_STREAM);

  std::mutex mutex_;
  // Guarded by mutex_.
  std::unordered_map<core::Call*, Watcher> watchers_;
  bool ready_ = true;
  bool draining_ = false;
};

}  // namespace duet::grpc_door
