#include "rest/server.hpp"

#include <pistache/reactor.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/clock.hpp"
#include "net/acceptor.hpp"
#include "net/descriptor_limit.hpp"
#include "net/listening_socket.hpp"
#include "net/peer_address.hpp"
#include "rest/answer.hpp"
#include "rest/forwarded.hpp"
#include "rest/transport.hpp"

namespace duet::rest {
namespace {

namespace aio = Pistache::Aio;

const net::DoorNames kNames{"REST", "rest", ", or that of its [[rest.listener]]"};

RestOptions adjusted(RestOptions options) {
  options.threads = std::clamp<std::size_t>(options.threads, 1, 250);  // Pistache's reactor has room for 254 handlers.
  options.limits.connections = net::fitting_connections({options.limits.connections, 0}).rest;
  return options;
}

void say_overloaded(int client) {
  std::string bytes;
  append_overloaded(bytes);
  [[maybe_unused]] const ssize_t size = ::send(client, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

}  // namespace

struct Server::Impl {
  Impl(core::Dispatcher& dispatcher, RestOptions options) : shared(dispatcher, adjusted(std::move(options))) {}

  void run_workers();
  net::Acceptor::Verdict take(net::Descriptor& client, const ListenerOptions& listener,
                              const sockaddr_storage& address);
  Transport& least_loaded();
  bool wait_until_empty(std::int64_t deadline_ns);

  Shared shared;
  std::vector<std::shared_ptr<Transport>> workers;
  std::shared_ptr<aio::Reactor> reactor;
  std::unique_ptr<net::Acceptor> acceptor;
  std::size_t turn = 0;  // of the worker that is asked first; the acceptor's
};

Server::Server(core::Dispatcher& dispatcher, RestOptions options)
    : impl_(std::make_unique<Impl>(dispatcher, std::move(options))) {}

Server::~Server() { stop(); }

base::Result<std::vector<net::Endpoint>> Server::start() {
  std::vector<net::ListeningSocket> sockets;
  std::unordered_map<int, const ListenerOptions*> listeners;  // by descriptor
  for (const ListenerOptions& listener : impl_->shared.options.listeners) {
    auto opened = net::ListeningSocket::open_at(listener, kNames);
    if (!opened) return std::move(opened.error());
    for (net::ListeningSocket& socket : *opened) {
      listeners.emplace(socket.fd(), &listener);
      sockets.push_back(std::move(socket));
    }
  }
  if (sockets.empty()) return base::Error{"REST has nowhere to listen; set rest.address, or add a [[rest.listener]]"};
  std::vector<net::Endpoint> endpoints;
  for (const net::ListeningSocket& socket : sockets) endpoints.push_back(socket.endpoint());
  try {
    impl_->run_workers();
    net::Acceptor::Door door;
    door.names = kNames;
    door.take = [impl = impl_.get(), listeners = std::move(listeners)](
                    net::Descriptor& client, const net::ListeningSocket& socket, const sockaddr_storage& address) {
      return impl->take(client, *listeners.at(socket.fd()), address);
    };
    door.farewell = say_overloaded;
    impl_->acceptor = std::make_unique<net::Acceptor>(std::move(sockets), std::move(door));
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

net::Acceptor::Verdict Server::Impl::take(net::Descriptor& client, const ListenerOptions& listener,
                                          const sockaddr_storage& address) {
  const auto ip = net::ip_of(address);
  const RestOptions& options = shared.options;
  const bool trusted = ip ? is_trusted(*ip, options.trusted_proxies) : options.trusted_unix;
  if (listener.proxy_protocol && !trusted) return net::Acceptor::Verdict::kUnwanted;
  if (shared.connections.load(std::memory_order_relaxed) >= shared.options.limits.connections) {
    return net::Acceptor::Verdict::kNoRoom;
  }
  Peer peer;
  peer.address = net::address_text(address);
  peer.trusted = trusted;
  peer.rpc = listener.rpc;
  least_loaded().take(std::move(client), listener, std::move(peer));
  return net::Acceptor::Verdict::kTaken;
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
