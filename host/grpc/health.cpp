#include "grpc/health.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include "core/catalog_slot.hpp"

namespace duet::grpc_door {

std::optional<HealthService::Response::ServingStatus> HealthService::status_of(std::string_view service) const {
  if (!service.empty()) {
    const auto catalog = catalog_.load();
    const auto& services = catalog->services();
    const bool mounted = std::any_of(services.begin(), services.end(),
                                     [&](const core::Service& one) { return one.on_grpc && one.name == service; });
    if (!mounted) return std::nullopt;
  }
  return draining_ ? Response::NOT_SERVING : Response::SERVING;
}

void HealthService::refresh() {
  const std::lock_guard lock(mutex_);
  changed_.notify_all();
}

void HealthService::drain() {
  const std::lock_guard lock(mutex_);
  draining_ = true;
  changed_.notify_all();
}

::grpc::Status HealthService::Check(::grpc::ServerContext*, const Request* request, Response* response) {
  const std::lock_guard lock(mutex_);
  const auto status = status_of(request->service());
  if (!status) {
    return {::grpc::StatusCode::NOT_FOUND, "no service '" + request->service() + "' is mounted for gRPC here"};
  }
  response->set_status(*status);
  return ::grpc::Status::OK;
}

::grpc::Status HealthService::Watch(::grpc::ServerContext* context, const Request* request,
                                    ::grpc::ServerWriter<Response>* writer) {
  // A synchronous stream is not told that its client has gone: it looks now and then.
  constexpr std::chrono::seconds kLook{1};
  const OpenStreams::Place place(watchers_, *context);
  if (!place) return OpenStreams::none_left();
  std::optional<Response::ServingStatus> sent;
  std::unique_lock lock(mutex_);
  for (;;) {
    const auto wanted = status_of(request->service()).value_or(Response::SERVICE_UNKNOWN);
    if (wanted != sent) {
      Response response;
      response.set_status(wanted);
      lock.unlock();
      if (!writer->Write(response)) return ::grpc::Status::CANCELLED;
      lock.lock();
      sent = wanted;
    } else if (draining_) {
      return OpenStreams::end_of_drain();
    } else if (context->IsCancelled()) {
      return ::grpc::Status::CANCELLED;
    } else {
      changed_.wait_for(lock, kLook);
    }
  }
}

}  // namespace duet::grpc_door
