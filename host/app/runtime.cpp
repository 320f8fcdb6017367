#include "app/runtime.hpp"

#include <algorithm>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "app/door_options.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "core/method.hpp"
#include "net/descriptor_limit.hpp"

namespace duet::app {
namespace {

std::int64_t ns(config::Duration duration) { return std::chrono::nanoseconds(duration).count(); }

}  // namespace

Runtime::Runtime(config::Config config, std::vector<BuiltIn> built_in)
    : config_(std::move(config)), built_in_(std::move(built_in)) {}

Runtime::~Runtime() { (void)stop(); }

base::Result<void, Errors> Runtime::start() {
  // First what is quickest to mend.
  auto certificates = load_certificates(config_);
  if (!certificates) return std::move(certificates.error());
  dispatcher_ = std::make_unique<core::Dispatcher>(dispatcher_options(config_));
  auto assembly = assemble(config_, built_in_, Depth::kInstance, *dispatcher_);
  if (!assembly) {
    dispatcher_.reset();
    return std::move(assembly.error());
  }
  assembly_ = std::move(*assembly);
  certificates_ = std::move(*certificates);
  auto started = start_plugins();
  if (started) {
    dispatcher_->catalog().publish(assembly_.catalog);
    started = open_doors();
  }
  if (!started) {
    (void)end(config::Duration::zero());
    return started;
  }
  watch_certificates();
  return started;
}

base::Result<void, Errors> Runtime::start_plugins() {
  Errors errors;
  for (const Part& part : assembly_.parts) {
    if (auto started = part.instance->start(); !started) {
      errors.push_back("plugin '" + part.plugin.name + "': " + started.error().message);
    }
  }
  if (!errors.empty()) return errors;
  return {};
}

base::Result<void, Errors> Runtime::open_doors() {
  Errors errors;
  // Neither may use up what the other needs.
  const net::Shares shares = net::fitting_connections({config_.rest.enabled ? config_.rest.max_connections : 0,
                                                       config_.grpc.enabled ? config_.grpc.max_connections : 0});
  if (config_.rest.enabled) {
    rest::RestOptions options = rest_options(config_.rest, certificates_.rest);
    options.limits.connections = shares.rest;
    rest_ = std::make_unique<rest::Server>(*dispatcher_, std::move(options));
    if (auto endpoints = rest_->start()) {
      doors_.rest = std::move(*endpoints);
    } else {
      errors.push_back(endpoints.error().message);
    }
  }
  if (config_.grpc.enabled) {
    grpc_door::GrpcOptions options = grpc_options(config_.grpc, certificates_.grpc);
    options.max_connections = shares.grpc;
    grpc_ = std::make_unique<grpc_door::Server>(*dispatcher_, options);
    if (auto port = grpc_->start()) {
      doors_.grpc = Endpoint{options.address, *port, options.tls != nullptr};
    } else {
      errors.push_back(port.error().message);
    }
  }
  if (!errors.empty()) return errors;
  return {};
}

void Runtime::watch_certificates() {
  std::vector<tls::Reloader::Watched> watched;
  if (certificates_.rest) watched.push_back({"rest", certificates_.rest});
  if (certificates_.grpc) watched.push_back({"grpc", certificates_.grpc});
  if (!watched.empty()) reloader_ = std::make_unique<tls::Reloader>(std::move(watched), config_.tls.check_interval);
}

void Runtime::look_at_certificates() {
  if (reloader_) {
    reloader_->look_now();
  } else {
    base::log::write(base::log::Level::info, "there are no certificates to look at: no door speaks TLS");
  }
}

void Runtime::log_run_times() const {
  const auto us = [](std::int64_t ns) { return std::to_string((ns + 999) / 1000); };
  for (const auto& method : assembly_.catalog->methods()) {
    const core::RunTimes::Summary times = method->run_times->summary();
    if (times.runs == 0) continue;
    base::log::write(base::log::Level::info, "how long a handler holds its thread",
                     {{"method", method->full_name},
                      {"plugin", method->plugin},
                      {"runs", std::to_string(times.runs)},
                      {"median_us", us(times.median_ns)},
                      {"p99_us", us(times.p99_ns)},
                      {"most_us", us(times.most_ns)},
                      {"thread", core::runs_on_door(*method) ? "door" : "pool"}});
  }
}

base::Result<void, Errors> Runtime::stop() { return end(config_.shutdown.delay); }

base::Result<void, Errors> Runtime::end(config::Duration delay) {
  if (!dispatcher_) return {};
  // In this order, so that who balances load sends no more calls here before one of them is refused.
  if (grpc_) grpc_->turn_unready();
  std::this_thread::sleep_for(delay);
  reloader_.reset();
  const std::int64_t deadline_ns = base::monotonic_ns() + ns(config_.shutdown.grace);
  close_doors(deadline_ns);
  return end_plugins(deadline_ns);
}

void Runtime::close_doors(std::int64_t deadline_ns) {
  // Both doors drain at once, by the same clock. Nobody new comes in meanwhile.
  if (rest_) rest_->stop_accepting();
  std::thread grpc_drain([&] {
    if (grpc_) grpc_->drain(deadline_ns);
  });
  constexpr std::int64_t kLastAnswers = 1'000'000'000;
  if (rest_ && !rest_->drain(deadline_ns)) rest_->give_up(base::monotonic_ns() + kLastAnswers);
  grpc_drain.join();
  if (rest_) rest_->stop();
  if (grpc_) grpc_->stop();
  doors_ = {};
}

base::Result<void, Errors> Runtime::end_plugins(std::int64_t deadline_ns) {
  // Every caller has its answer; handlers that were cancelled may still run.
  if (!dispatcher_->wait_until_idle(deadline_ns)) {
    const std::string left = std::to_string(dispatcher_->in_progress());
    // Code of the plugins still runs and uses what is here: it stays until the process ends.
    static std::mutex mutex;
    static auto& kept = *new std::vector<std::shared_ptr<void>>;
    const std::lock_guard lock(mutex);
    for (Part& part : assembly_.parts) kept.push_back(std::move(part.instance));
    kept.emplace_back(std::move(rest_));
    kept.emplace_back(std::move(grpc_));
    kept.emplace_back(std::move(dispatcher_));
    assembly_ = {};
    return Errors{left + " calls did not end within the grace of " + std::to_string(config_.shutdown.grace.count()) +
                  " ms; their plugins were not stopped"};
  }
  rest_.reset();
  grpc_.reset();
  dispatcher_->catalog().publish(core::CatalogSlot().load());
  assembly_.catalog.reset();

  Errors errors;
  // In reverse, as they were started. Each gets a second even when the drain has used up the grace.
  const std::int64_t stop_by = std::max(deadline_ns, base::monotonic_ns() + 1'000'000'000);
  while (!assembly_.parts.empty()) {
    Part part = std::move(assembly_.parts.back());
    assembly_.parts.pop_back();
    if (auto stopped = part.instance->stop(stop_by); !stopped) {
      errors.push_back("plugin '" + part.plugin.name + "': " + stopped.error().message);
    }
  }
  dispatcher_.reset();
  if (!errors.empty()) return errors;
  return {};
}

}  // namespace duet::app
