#include "app/runtime.hpp"

#include <algorithm>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "base/clock.hpp"
#include "base/log.hpp"

namespace duet::app {
namespace {

std::int64_t ns(config::Duration duration) { return std::chrono::nanoseconds(duration).count(); }

std::size_t threads_or(std::uint32_t wanted, std::size_t otherwise) { return wanted != 0 ? wanted : otherwise; }

std::size_t cores() { return std::max(1u, std::thread::hardware_concurrency()); }

rest::RestOptions rest_options(const config::Rest& from) {
  rest::RestOptions options;
  options.listeners.front().address = from.address;
  options.listeners.front().port = from.port;
  options.threads = threads_or(from.threads, cores());
  options.write_defaults = from.json_write_defaults;
  options.ignore_unknown = from.json_ignore_unknown;
  options.limits.header_bytes = from.max_header_bytes;
  options.limits.body_bytes = from.max_body_bytes;
  options.limits.connections = from.max_connections;
  options.limits.header_timeout_ns = ns(from.header_timeout);
  options.limits.body_timeout_ns = ns(from.body_timeout);
  options.limits.idle_timeout_ns = ns(from.idle_timeout);
  options.limits.write_timeout_ns = ns(from.write_timeout);
  return options;
}

grpc_door::GrpcOptions grpc_options(const config::Grpc& from) {
  grpc_door::GrpcOptions options;
  options.address = from.address;
  options.port = from.port;
  options.threads = from.threads;
  options.max_message_bytes = from.max_message_bytes;
  options.reflection = from.reflection;
  options.health = from.health;
  return options;
}

}  // namespace

core::DispatcherOptions dispatcher_options(const config::Config& config) {
  core::DispatcherOptions options;
  options.executor_threads = threads_or(config.executor.threads, 2 * cores());
  options.executor_queue = config.executor.queue;
  options.pipeline.access_log = config.log.access;
  options.pipeline.max_in_flight = config.calls.max_in_flight;
  options.pipeline.default_timeout_ns = ns(config.calls.default_timeout);
  options.pipeline.max_timeout_ns = ns(config.calls.max_timeout);
  return options;
}

Runtime::Runtime(config::Config config, std::vector<BuiltIn> built_in)
    : config_(std::move(config)), built_in_(std::move(built_in)) {}

Runtime::~Runtime() { (void)stop(); }

base::Result<void, Errors> Runtime::start() {
  dispatcher_ = std::make_unique<core::Dispatcher>(dispatcher_options(config_));
  auto assembly = assemble(config_, built_in_, Depth::kInstance, *dispatcher_);
  if (!assembly) {
    dispatcher_.reset();
    return std::move(assembly.error());
  }
  assembly_ = std::move(*assembly);
  auto started = start_plugins();
  if (started) {
    dispatcher_->catalog().publish(assembly_.catalog);
    started = open_doors();
  }
  if (!started) (void)stop();
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
  if (config_.rest.enabled) {
    rest_ = std::make_unique<rest::Server>(*dispatcher_, rest_options(config_.rest));
    auto port = rest_->start();
    if (port) {
      doors_.rest_address = config_.rest.address;
      doors_.rest_port = *port;
    } else {
      errors.push_back(port.error().message);
    }
  }
  if (config_.grpc.enabled) {
    grpc_ = std::make_unique<grpc_door::Server>(*dispatcher_, grpc_options(config_.grpc));
    auto port = grpc_->start();
    if (port) {
      doors_.grpc_address = config_.grpc.address;
      doors_.grpc_port = *port;
    } else {
      errors.push_back(port.error().message);
    }
  }
  if (!errors.empty()) return errors;
  return {};
}

base::Result<void, Errors> Runtime::stop() {
  if (!dispatcher_) return {};
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
