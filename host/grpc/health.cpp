#include "grpc/health.hpp"

#include <algorithm>
#include <mutex>
#include <string>
#include <utility>

#include "core/catalog_slot.hpp"

namespace duet::grpc_door {

using ::grpc::health::v1::HealthCheckRequest;
using ::grpc::health::v1::HealthCheckResponse;

/// One Watch stream. At most one operation is under way at a time: whoever finds one under way leaves its wish in the
/// members, and the end of the operation looks at them again. The mutex is never held while gRPC is called.
class HealthService::Watcher final : public ::grpc::ServerWriteReactor<HealthCheckResponse>,
                                     public std::enable_shared_from_this<Watcher> {
 public:
  Watcher(HealthService& health, std::string service) : health_(health), service_(std::move(service)) {}

  void open() {
    self_ = shared_from_this();
    health_.watchers_.add(self_);
    update();
    // A drain that began before the stream was in the set has not seen it.
    if (health_.draining_) end(end_of_drain());
  }

  /// Sends the status that the service has now, if it is another one than was sent last.
  void update() {
    {
      // Asked under the lock, so that of two updates the one with the older answer does not come last.
      const std::lock_guard lock(mutex_);
      wanted_ = health_.status_of(service_).value_or(HealthCheckResponse::SERVICE_UNKNOWN);
    }
    go_on();
  }

  void end(const ::grpc::Status& status) {
    {
      const std::lock_guard lock(mutex_);
      if (!ending_) end_status_ = status;
      ending_ = true;
    }
    go_on();
  }

  static ::grpc::Status end_of_drain() { return {::grpc::StatusCode::UNAVAILABLE, "the host is shutting down"}; }

  void OnWriteDone(bool ok) override {
    {
      const std::lock_guard lock(mutex_);
      busy_ = false;
      if (!ok) gone_ = true;
    }
    go_on();
  }

  void OnCancel() override {
    {
      const std::lock_guard lock(mutex_);
      gone_ = true;
    }
    go_on();
  }

  void OnDone() override {
    health_.watchers_.remove(self_);
    const auto last = std::move(self_);
  }

 private:
  void go_on() {
    bool write = false;
    ::grpc::Status status;
    {
      const std::lock_guard lock(mutex_);
      if (busy_ || finished_) return;
      write = !gone_ && wanted_ != sent_;
      if (!write && !gone_ && !ending_) return;
      if (write) {
        busy_ = true;
        sent_ = wanted_;
        message_.set_status(*sent_);
      } else {
        finished_ = true;
        status = gone_ ? ::grpc::Status::CANCELLED : end_status_;
      }
    }
    if (write) {
      StartWrite(&message_);
    } else {
      Finish(status);
    }
  }

  HealthService& health_;
  const std::string service_;
  std::shared_ptr<Watcher> self_;  // from open() until gRPC is done with the stream

  std::mutex mutex_;
  // Guarded by mutex_.
  std::optional<ServingStatus> wanted_;
  std::optional<ServingStatus> sent_;
  ::grpc::Status end_status_;
  bool ending_ = false;
  bool gone_ = false;
  bool busy_ = false;
  bool finished_ = false;

  HealthCheckResponse message_;  // belongs to the operation under way
};

std::optional<HealthService::ServingStatus> HealthService::status_of(std::string_view service) const {
  if (!service.empty()) {
    const auto catalog = catalog_.load();
    const auto& services = catalog->services();
    const bool mounted = std::any_of(services.begin(), services.end(),
                                     [&](const core::Service& one) { return one.on_grpc && one.name == service; });
    if (!mounted) return std::nullopt;
  }
  return draining_ ? HealthCheckResponse::NOT_SERVING : HealthCheckResponse::SERVING;
}

void HealthService::refresh() {
  for (const auto& watcher : watchers_.snapshot()) watcher->update();
}

void HealthService::drain() {
  draining_ = true;
  for (const auto& watcher : watchers_.snapshot()) {
    watcher->update();
    watcher->end(Watcher::end_of_drain());
  }
}

::grpc::ServerUnaryReactor* HealthService::Check(::grpc::CallbackServerContext* context,
                                                 const HealthCheckRequest* request, HealthCheckResponse* response) {
  auto* const reactor = context->DefaultReactor();
  if (const auto status = status_of(request->service())) {
    response->set_status(*status);
    reactor->Finish(::grpc::Status::OK);
  } else {
    reactor->Finish(
        {::grpc::StatusCode::NOT_FOUND, "no service '" + request->service() + "' is mounted for gRPC here"});
  }
  return reactor;
}

::grpc::ServerWriteReactor<HealthCheckResponse>* HealthService::Watch(::grpc::CallbackServerContext*,
                                                                      const HealthCheckRequest* request) {
  const auto watcher = std::make_shared<Watcher>(*this, request->service());
  watcher->open();
  return watcher.get();
}

}  // namespace duet::grpc_door
