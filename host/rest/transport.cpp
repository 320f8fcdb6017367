#include "rest/transport.hpp"

#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>

#include <cerrno>
#include <exception>
#include <stdexcept>
#include <string_view>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "rest/link.hpp"
#include "rest/shutdown_event.hpp"

namespace duet::rest {

namespace aio = Pistache::Aio;
namespace polling = Pistache::Polling;

namespace {

constexpr std::size_t kReadBytes = 64 * 1024;
// From and to one client before the others have their turn.
constexpr int kMostReads = 4;
constexpr int kMostSends = 16;

constexpr long kTickNs = 100'000'000;
// A client that connected when the drain began may have sent what has not arrived yet.
constexpr std::int64_t kFirstWordsNs = 500'000'000;

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

void drain_counter(int fd) {
  std::uint64_t count = 0;
  // Nothing to read is as good.
  [[maybe_unused]] const ssize_t size = ::read(fd, &count, sizeof count);
}

void log_failure(std::string_view what, const char* why) {
  base::log::write(base::log::Level::error, what, {{"what", why}});
}

/// Pistache wants one. It is never called.
class NoHandler final : public Pistache::Tcp::Handler {
 public:
  PROTOTYPE_OF(Pistache::Tcp::Handler, NoHandler)

  void onInput(const char*, std::size_t, const std::shared_ptr<Pistache::Tcp::Peer>&) override {}
};

}  // namespace

struct Transport::Client {
  Client(Worker& worker, Newcomer& newcomer, std::uint64_t id, std::shared_ptr<Pistache::Tcp::Peer> p,
         std::int64_t now_ns)
      : seat(std::move(newcomer.seat)),
        peer(std::move(p)),
        fd(peer->fd()),
        since_ns(now_ns),
        link(worker, *newcomer.listener, id, std::move(newcomer.peer), now_ns) {}

  Seat seat;  // The first: given up when everything else is gone.
  std::shared_ptr<Pistache::Tcp::Peer> peer;
  const int fd;
  const std::int64_t since_ns;
  Link link;
  bool reading = true;  // what epoll is asked for
  bool writing = false;
  bool lingering = false;
  std::int64_t linger_until_ns = 0;
};

Seat::Seat(Shared& shared, std::atomic<std::size_t>& worker) : shared_(&shared), worker_(&worker) {
  shared_->connections.fetch_add(1, std::memory_order_relaxed);
  worker_->fetch_add(1, std::memory_order_relaxed);
}

Seat::~Seat() {
  if (shared_ == nullptr) return;
  worker_->fetch_sub(1, std::memory_order_relaxed);
  if (shared_->connections.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  const std::lock_guard lock(shared_->mutex);
  shared_->changed.notify_all();
}

Transport::Transport(Shared& shared) : Pistache::Tcp::Transport(std::make_shared<NoHandler>()), shared_(shared) {}

Transport::~Transport() {
  for (auto& client : clients_) {
    if (client == nullptr) continue;
    const net::Descriptor socket(client->fd);
    client.reset();
  }
}

std::shared_ptr<aio::Handler> Transport::clone() const { return std::make_shared<Transport>(shared_); }

void Transport::registerPoller(polling::Epoll& poller) {
  // Tcp::Transport's own is not called: its queues are not used, and one of their descriptors would never be closed.
  wake_event_ = net::Descriptor(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  timer_ = net::Descriptor(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
  if (!wake_event_.valid() || !timer_.valid()) throw std::runtime_error("no descriptors are left");
  const itimerspec every{{0, kTickNs}, {0, kTickNs}};
  ::timerfd_settime(timer_.get(), 0, &every, nullptr);
  for (const int fd : {wake_event_.get(), timer_.get()}) {
    poller.addFd(fd, Pistache::Flags<polling::NotifyOn>(polling::NotifyOn::Read),
                 polling::Tag(static_cast<std::uint64_t>(fd)), polling::Mode::Level);
  }
  shutdown_event_ = net::Descriptor(find_shutdown_event(wake_event_.get(), timer_.get()));
  worker_ = std::make_unique<Worker>(shared_.dispatcher, shared_.options, shared_.phase, [this] { wake(); });
  scratch_.resize(kReadBytes);
}

void Transport::wake() const {
  const std::uint64_t one = 1;
  // It fails only when the counter is full, and then the worker is being woken already.
  [[maybe_unused]] const ssize_t size = ::write(wake_event_.get(), &one, sizeof one);
}

void Transport::take(net::Descriptor socket, const ListenerOptions& listener, Peer peer) {
  bool first = false;
  {
    const std::lock_guard lock(newcomers_mutex_);
    first = newcomers_.empty();
    newcomers_.push_back({Seat(shared_, load_), std::move(socket), &listener, std::move(peer)});
  }
  if (first) wake();
}

void Transport::onReady(const aio::FdSet& fds) {
  try {
    handle_events(fds);
  } catch (const std::exception& error) {
    log_failure("a REST worker failed and goes on", error.what());
  } catch (...) {
    log_failure("a REST worker failed and goes on", "unknown");
  }
}

void Transport::handle_events(const aio::FdSet& fds) {
  now_ns_ = base::monotonic_ns();
  bool woken = false;
  bool ticked = false;
  // Clients come first: the rest may close clients and open new ones under the same descriptor, for which an event in
  // `fds` would then be mistaken.
  for (std::size_t i = 0; i < fds.size(); ++i) {
    const auto fd = static_cast<int>(fds[i].getTag().value());
    woken = woken || fd == wake_event_.get();
    ticked = ticked || fd == timer_.get();
    if (Client* client = client_at(fd)) guard(*client, [&] { on_client(*client, fds[i]); });
  }
  if (woken) {
    drain_counter(wake_event_.get());  // Before the queues, so that what comes in between wakes again.
    on_answers();
    on_newcomers();
  }
  if (ticked) {
    drain_counter(timer_.get());
    on_tick();
  }
}

template <class Work>
void Transport::guard(Client& client, Work&& work) {
  try {
    work();
  } catch (const std::exception& error) {  // No memory for this client is no reason to fail the others.
    log_failure("a REST connection failed", error.what());
    close(client);
  }
}

Transport::Client* Transport::client_at(int fd) const {
  const auto index = static_cast<std::size_t>(fd);
  return index < clients_.size() ? clients_[index].get() : nullptr;
}

void Transport::on_client(Client& client, const Event& event) {
  if (event.isHangup()) {  // Neither side can send any more.
    close(client);
    return;
  }
  if (client.lingering) {
    if (discard_input(client)) settle(client);
    return;
  }
  if (!event.isWritable() || event.isReadable()) {
    if (client.reading && !read(client)) return;
  }
  if (flush(client)) settle(client);
}

void Transport::on_answers() {
  worker_->collect(answers_);
  for (Answer& answer : answers_) {
    Client* client = client_at(static_cast<int>(answer.connection & 0xffffffff));
    if (client == nullptr || client->link.id() != answer.connection) continue;  // It is gone.
    guard(*client, [&] {
      client->link.deliver(std::move(answer), now_ns_);
      if (flush(*client)) settle(*client);
    });
  }
}

void Transport::on_newcomers() {
  {
    const std::lock_guard lock(newcomers_mutex_);
    arrived_.swap(newcomers_);
  }
  for (Newcomer& newcomer : arrived_) {
    try {
      admit(std::move(newcomer));
    } catch (const std::exception& error) {
      log_failure("a REST client could not be served", error.what());
    }
  }
  arrived_.clear();
}

void Transport::admit(Newcomer newcomer) {
  const int fd = newcomer.socket.get();
  const auto index = static_cast<std::size_t>(fd);
  if (index >= clients_.size()) clients_.resize(index + 64);
  const std::uint64_t id = static_cast<std::uint64_t>(++serial_) << 32 | static_cast<std::uint32_t>(fd);
  const auto peer = Pistache::Tcp::Peer::Create(fd, Pistache::Address());
  auto owned = std::make_unique<Client>(*worker_, newcomer, id, peer, now_ns_);
  // What Tcp::Transport does for a new peer, but level-triggered from the start.
  reactor()->registerFd(key(), fd, polling::NotifyOn::Read, polling::Mode::Level);
  peers.emplace(fd, peer);
  newcomer.socket.release();
  clients_[index] = std::move(owned);
  Client& client = *clients_[index];
  guard(client, [&] {  // Its request is often there already.
    if (read(client) && flush(client)) settle(client);
  });
}

void Transport::on_tick() {
  const bool draining = shared_.phase.load(std::memory_order_relaxed) == Phase::kDraining;
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    Client* client = clients_[i].get();
    if (client == nullptr) continue;
    if (client->lingering) {
      if (now_ns_ >= client->linger_until_ns) close(*client);
      continue;
    }
    if (draining && now_ns_ - client->since_ns < kFirstWordsNs) continue;
    guard(*client, [&] {
      client->link.tick(now_ns_);
      if (flush(*client)) settle(*client);
    });
  }
}

bool Transport::read(Client& client) {
  for (int i = 0; i < kMostReads; ++i) {
    const ssize_t size = ::recv(client.fd, scratch_.data(), scratch_.size(), MSG_DONTWAIT);
    if (size > 0) {
      client.link.receive({scratch_.data(), static_cast<std::size_t>(size)}, now_ns_);
    } else if (size == 0) {
      client.link.receive_end(now_ns_);
    } else if (!would_block()) {
      close(client);
      return false;
    }
    // What is left, if anything, epoll tells.
    if (size != static_cast<ssize_t>(scratch_.size()) || !client.link.wants_input()) break;
  }
  return true;
}

bool Transport::flush(Client& client) {
  for (int i = 0; i < kMostSends; ++i) {
    const std::string_view output = client.link.output();
    if (output.empty()) return true;
    const ssize_t size = ::send(client.fd, output.data(), output.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (size < 0) {
      if (would_block()) return true;
      close(client);
      return false;
    }
    const bool full = static_cast<std::size_t>(size) < output.size();  // The socket's buffer is.
    client.link.sent(static_cast<std::size_t>(size), now_ns_);
    if (full) return true;
  }
  return true;
}

bool Transport::settle(Client& client) {
  const bool writing = !client.link.output().empty();
  const Link::End end = client.link.end();
  if (!writing && end == Link::End::kClose) {
    close(client);
    return false;
  }
  if (!writing && end == Link::End::kLinger && !client.lingering) {
    client.lingering = true;
    client.linger_until_ns = now_ns_ + shared_.options.limits.linger_ns;
    ::shutdown(client.fd, SHUT_WR);
  }
  const bool reading = client.lingering || client.link.wants_input();
  if (reading != client.reading || writing != client.writing) {
    client.reading = reading;
    client.writing = writing;
    polling::NotifyOn interest = polling::NotifyOn::None;
    if (reading) interest = interest | polling::NotifyOn::Read;
    if (writing) interest = interest | polling::NotifyOn::Write;
    reactor()->modifyFd(key(), client.fd, interest, polling::Mode::Level);
  }
  return true;
}

bool Transport::discard_input(Client& client) {
  const ssize_t size = ::recv(client.fd, scratch_.data(), scratch_.size(), MSG_DONTWAIT);
  if (size > 0 || (size < 0 && would_block())) return true;
  close(client);
  return false;
}

void Transport::close(Client& client) {
  const std::unique_ptr<Client> owned = std::move(clients_[static_cast<std::size_t>(client.fd)]);
  try {
    removePeer(owned->peer);
  } catch (const std::exception& error) {
    log_failure("a REST connection could not be closed in the usual way", error.what());
    peers.erase(owned->fd);
    ::close(owned->fd);
  }
}

}  // namespace duet::rest
