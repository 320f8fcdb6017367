#include "rest/server.hpp"

#include <pistache/reactor.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <string>
#include <utility>

#include "base/clock.hpp"
#include "rest/acceptor.hpp"
#include "rest/forwarded.hpp"
#include "rest/listening_socket.hpp"
#include "rest/peer_address.hpp"
#include "rest/transport.hpp"

namespace duet::rest {
namespace {

namespace aio = Pistache::Aio;

// Descriptors for everything else in the process: files, plugins, the other door.
constexpr std::size_t kReservedDescriptors = 128;

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

  void run_workers();
  Acceptor::Verdict take(Descriptor& client, const ListenerOptions& listener, const sockaddr_storage& address);
  Transport& least_loaded();
  bool wait_until_empty(std::int64_t deadline_ns);

  Shared shared;
  std::vector<std::shared_ptr<Transport>> workers;
  std::shared_ptr<aio::Reactor> reactor;
  std::unique_ptr<Acceptor> acceptor;
  std::size_t turn = 0;  // of the worker that is asked first; the acceptor's
};

Server::Server(core::Dispatcher& dispatcher, RestOptions options)
    : impl_(std::make_unique<Impl>(dispatcher, std::move(options))) {}

Server::~Server() { stop(); }

base::Result<std::vector<Endpoint>> Server::start() {
  auto sockets = ListeningSocket::open_all(impl_->shared.options.listeners);
  if (!sockets) return std::move(sockets.error());
  std::vector<Endpoint> endpoints;
  for (const ListeningSocket& socket : *sockets) endpoints.push_back(socket.endpoint());
  try {
    impl_->run_workers();
    impl_->acceptor = std::make_unique<Acceptor>(
        std::move(*sockets),
        [impl = impl_.get()](Descriptor& client, const ListenerOptions& listener, const sockaddr_storage& address) {
          return impl->take(client, listener, address);
        });
  } catch (const std::exception& error) {
    stop();
    return base::Error{std::string("cannot serve REST: ") + error.what() +
                       "; raise the limits on open files (RLIMIT_NOFILE) and threads, or lower rest.threads"};
  }
  return endpoints;
}

void Server::Impl::run_workers() {
  reactor = aio::Reactor::create();
  reactor->init(aio::AsyncContext(shared.options.threads, "duet-rest"));
  const aio::Reactor::Key key = reactor->addHandler(std::make_shared<Transport>(shared));
  for (const auto& handler : reactor->handlers(key)) workers.push_back(std::static_pointer_cast<Transport>(handler));
  reactor->run();
}

Acceptor::Verdict Server::Impl::take(Descriptor& client, const ListenerOptions& listener,
                                     const sockaddr_storage& address) {
  const auto ip = ip_of(address);
  const RestOptions& options = shared.options;
  const bool trusted = ip ? is_trusted(*ip, options.trusted_proxies) : options.trusted_unix;
  if (listener.proxy_protocol && !trusted) return Acceptor::Verdict::kUnwanted;
  if (shared.connections.load(std::memory_order_relaxed) >= shared.options.limits.connections) {
    return Acceptor::Verdict::kNoRoom;
  }
  Peer peer;
  peer.address = address_text(address);
  peer.trusted = trusted;
  least_loaded().take(std::move(client), listener, std::move(peer));
  return Acceptor::Verdict::kTaken;
}

Transport& Server::Impl::least_loaded() {
  ++turn;
  Transport* least = nullptr;
  for (std::size_t i = 0; i < workers.size(); ++i) {
    Transport* const one = workers[(turn + i) % workers.size()].get();
    if (least == nullptr || one->load() < least->load()) least = one;
  }
  return *least;
}

void Server::stop_accepting() { impl_->acceptor.reset(); }

bool Server::drain(std::int64_t deadline_ns) {
  Shared& shared = impl_->shared;
  if (shared.phase == Phase::kServing) shared.phase = Phase::kDraining;
  return impl_->wait_until_empty(deadline_ns);
}

bool Server::give_up(std::int64_t deadline_ns) {
  impl_->shared.phase = Phase::kGivingUp;
  return impl_->wait_until_empty(deadline_ns);
}

bool Server::Impl::wait_until_empty(std::int64_t deadline_ns) {
  std::unique_lock lock(shared.mutex);
  const auto left = std::chrono::nanoseconds(std::max<std::int64_t>(deadline_ns - base::monotonic_ns(), 0));
  return shared.changed.wait_for(lock, left, [&] { return shared.connections.load() == 0; });
}

void Server::stop() {
  stop_accepting();
  if (impl_->reactor == nullptr) return;
  impl_->reactor->shutdown();
  impl_->reactor.reset();
  impl_->workers.clear();
}

}  // namespace duet::rest
