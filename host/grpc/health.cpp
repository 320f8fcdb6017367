#include "grpc/health.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "core/catalog_slot.hpp"
#include "core/code_map.hpp"
#include "grpc/failures.hpp"

namespace duet::grpc_door {
namespace {

core::Failure malformed() { return {core::kInvalidArgument, "the message is no HealthCheckRequest", 0}; }

core::Failure lags() { return {core::kResourceExhausted, "the watcher does not read what it is told; begin again", 0}; }

}  // namespace

std::optional<HealthService::Status> HealthService::status_of(std::string_view service) const {
  if (!service.empty()) {
    const auto catalog = catalog_.load();
    const auto& services = catalog->services();
    const bool mounted = std::any_of(services.begin(), services.end(),
                                     [&](const core::Service& one) { return one.on_grpc && one.name == service; });
    if (!mounted) return std::nullopt;
  }
  return ready_ ? Response::SERVING : Response::NOT_SERVING;
}

bool HealthService::tell(Watcher& watcher) const {
  const Status now = status_of(watcher.service).value_or(Response::SERVICE_UNKNOWN);
  if (watcher.told == now) return true;
  watcher.told = now;
  Response response;
  response.set_status(now);
  const std::string bytes = response.SerializeAsString();
  const duet_slice piece{reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), nullptr, nullptr};
  return watcher.call->sink->send(*watcher.call, nullptr, {&piece, 1});
}

void HealthService::refresh() {
  const std::lock_guard lock(mutex_);
  for (auto watcher = watchers_.begin(); watcher != watchers_.end();) {
    if (tell(watcher->second)) {
      ++watcher;
    } else {
      watcher->second.call->answer(lags());
      watcher = watchers_.erase(watcher);
    }
  }
}

void HealthService::turn_unready() {
  {
    const std::lock_guard lock(mutex_);
    ready_ = false;
  }
  refresh();
}

void HealthService::drain() {
  const std::lock_guard lock(mutex_);
  draining_ = true;
  for (const auto& [call, watcher] : std::exchange(watchers_, {})) watcher.call->answer(shut_down());
}

const core::Method* HealthService::find(std::string_view full_name) const {
  for (const core::Method* const method : {&check_, &watch_}) {
    if (method->full_name == full_name) return method;
  }
  return nullptr;
}

bool HealthService::on_message(core::Call& call, std::string_view message) {
  ::grpc::health::v1::HealthCheckRequest request;
  const bool fits = request.ParseFromArray(message.data(), static_cast<int>(message.size()));
  if (call.method == &check_) {
    if (fits) {
      check(call, request.service());
    } else {
      call.answer(malformed());
    }
    return false;
  }
  const std::lock_guard lock(mutex_);
  if (!fits) {
    call.answer(malformed());
    return false;
  }
  Watcher watcher{call.share(), request.service(), {}};
  tell(watcher);
  if (draining_) {
    call.answer(shut_down());
  } else {
    watchers_.emplace(&call, std::move(watcher));
  }
  return false;
}

void HealthService::check(core::Call& call, const std::string& service) {
  std::optional<Status> status;
  {
    const std::lock_guard lock(mutex_);
    status = status_of(service);
  }
  if (!status) {
    call.answer(core::Failure{core::kNotFound, "no service '" + service + "' is mounted for gRPC here", 0});
    return;
  }
  Response response;
  response.set_status(*status);
  answer_with(call, response.SerializeAsString());
}

void HealthService::on_gone(core::Call& call, const core::Failure& failure) {
  if (call.method == &check_) return;  // It has its answer.
  const std::lock_guard lock(mutex_);
  const auto found = watchers_.find(&call);
  if (found == watchers_.end()) return;
  const core::CallRef share = found->second.call;
  watchers_.erase(found);
  call.answer(failure);
}

}  // namespace duet::grpc_door
