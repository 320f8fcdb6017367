#include "rest/server.hpp"

#include <pistache/listener.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <string>
#include <utility>

#include "base/clock.hpp"
#include "rest/listening_socket.hpp"
#include "rest/transport.hpp"

namespace duet::rest {
namespace {

namespace tcp = Pistache::Tcp;

// Descriptors for everything else in the process: files, plugins, the other door.
constexpr std::size_t kReservedDescriptors = 128;

constexpr int kBacklog = 1024;  // clients that wait to be accepted; beyond it their attempts are delayed by a second

// At the limit a client is told to come back later; without descriptors nobody could tell it anything.
std::size_t fitting_connections(std::size_t wanted) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return wanted;
  const auto descriptors = static_cast<std::size_t>(limit.rlim_cur);
  return std::min(wanted, std::max(descriptors, 2 * kReservedDescriptors) - kReservedDescriptors);
}

RestOptions adjusted(RestOptions options) {
  options.threads = std::clamp<std::size_t>(options.threads, 1, 250);  // Pistache's reactor has room for 254 handlers.
  options.limits.connections = fitting_connections(options.limits.connections);
  return options;
}

}  // namespace

struct Server::Impl {
  Impl(core::Dispatcher& dispatcher, RestOptions options) : shared(dispatcher, adjusted(std::move(options))) {}

  bool wait_until_empty(std::int64_t deadline_ns);

  Shared shared;
  std::unique_ptr<tcp::Listener> listener;
  int listening = -1;
  bool accepting = false;
};

Server::Server(core::Dispatcher& dispatcher, RestOptions options)
    : impl_(std::make_unique<Impl>(dispatcher, std::move(options))) {}

Server::~Server() { stop(); }

base::Result<std::uint16_t> Server::start() {
  Shared& shared = impl_->shared;
  const RestOptions& options = shared.options;
  const ListenerOptions& where = options.listeners.front();
  const bool v6 = where.address.find(':') != std::string::npos;
  const std::string host = v6 ? "[" + where.address + "]" : where.address;
  try {
    const Pistache::Address address(host, Pistache::Port(where.port));
    auto listener = std::make_unique<tcp::Listener>();
    const auto handler = std::make_shared<PeerHandler>();
    listener->init(
        options.threads,
        Pistache::Flags<tcp::Options>(tcp::Options::ReuseAddr) | tcp::Options::NoDelay | tcp::Options::CloseOnExec,
        "duet-rest");
    listener->setHandler(handler);
    listener->setTransportFactory([&shared, handler] { return std::make_shared<Transport>(shared, handler); });
    listener->bind(address);
    const std::uint16_t port = listener->getPort();
    impl_->listening = find_listening_socket(where.address, port);
    if (impl_->listening >= 0) ::listen(impl_->listening, kBacklog);  // Pistache's own choice is 128.
    listener->runThreaded();
    impl_->listener = std::move(listener);
    impl_->accepting = true;
    return port;
  } catch (const std::exception& error) {
    return base::Error{"cannot serve REST on " + host + ":" + std::to_string(where.port) + ": " + error.what() +
                       "; choose another rest.address or rest.port, or end what uses it"};
  }
}

void Server::stop_accepting() {
  if (!std::exchange(impl_->accepting, false) || impl_->listening < 0) return;
  replace_listening_socket(impl_->listening);
}

bool Server::drain(std::int64_t deadline_ns) {
  if (impl_->listener == nullptr) return true;
  Shared& shared = impl_->shared;
  if (shared.phase == Phase::kServing) shared.phase = Phase::kDraining;
  return impl_->wait_until_empty(deadline_ns);
}

bool Server::give_up(std::int64_t deadline_ns) {
  if (impl_->listener == nullptr) return true;
  impl_->shared.phase = Phase::kGivingUp;
  return impl_->wait_until_empty(deadline_ns);
}

bool Server::Impl::wait_until_empty(std::int64_t deadline_ns) {
  std::unique_lock lock(shared.mutex);
  const auto left = std::chrono::nanoseconds(std::max<std::int64_t>(deadline_ns - base::monotonic_ns(), 0));
  // A socket that was accepted just now may still be on its way to its worker; one round later it has arrived.
  return shared.changed.wait_for(
      lock, left, [&] { return shared.workers_draining == shared.options.threads && shared.connections.load() == 0; });
}

void Server::stop() {
  if (impl_->listener == nullptr) return;
  stop_accepting();
  impl_->listener.reset();
  // Pistache leaves it open.
  if (impl_->listening >= 0) ::close(std::exchange(impl_->listening, -1));
}

}  // namespace duet::rest
