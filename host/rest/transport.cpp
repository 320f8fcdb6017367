#include "rest/transport.hpp"

#include <arpa/inet.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "rest/answer.hpp"
#include "rest/peer_address.hpp"

namespace duet::rest {

namespace aio = Pistache::Aio;
namespace polling = Pistache::Polling;

namespace {

constexpr std::size_t kReadBytes = 64 * 1024;
constexpr long kTickNs = 100'000'000;

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

void drain_counter(int fd) {
  std::uint64_t count = 0;
  // Nothing to read is as good.
  [[maybe_unused]] const ssize_t size = ::read(fd, &count, sizeof count);
}

polling::Event readable(polling::Tag tag) {
  polling::Event event(tag);
  event.flags.setFlag(polling::NotifyOn::Read);
  return event;
}

}  // namespace

struct Transport::Client {
  Client(Worker& worker, std::uint64_t id, std::shared_ptr<Pistache::Tcp::Peer> p, std::int64_t now_ns)
      : peer(std::move(p)), fd(peer->fd()), connection(worker, id, peer_address(fd), now_ns) {}

  std::shared_ptr<Pistache::Tcp::Peer> peer;
  int fd;
  Connection connection;
  bool reading = true;  // what epoll is asked for
  bool writing = false;
  bool lingering = false;
  std::int64_t linger_until_ns = 0;
};

void Shared::connection_closed() {
  if (connections.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  const std::lock_guard lock(mutex);
  changed.notify_all();
}

void Shared::worker_drains() {
  const std::lock_guard lock(mutex);
  ++workers_draining;
  changed.notify_all();
}

void PeerHandler::onConnection(const std::shared_ptr<Pistache::Tcp::Peer>& peer) {
  static_cast<Transport*>(transport())->arrived(peer);
}

Transport::Transport(Shared& shared, const std::shared_ptr<Pistache::Tcp::Handler>& handler)
    : Pistache::Tcp::Transport(handler), shared_(shared) {}

Transport::~Transport() {
  for (auto& client : clients_) {
    if (client == nullptr) continue;
    ::close(client->fd);
    client.reset();
    shared_.connection_closed();
  }
  worker_.reset();
  if (wake_fd_ >= 0) ::close(wake_fd_);
  if (timer_fd_ >= 0) ::close(timer_fd_);
}

std::shared_ptr<aio::Handler> Transport::clone() const {
  return std::make_shared<Transport>(shared_, std::make_shared<PeerHandler>());
}

void Transport::registerPoller(polling::Epoll& poller) {
  Pistache::Tcp::Transport::registerPoller(poller);
  wake_fd_ = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  timer_fd_ = ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  if (wake_fd_ < 0 || timer_fd_ < 0) throw std::runtime_error("no descriptors are left");
  const itimerspec every{{0, kTickNs}, {0, kTickNs}};
  ::timerfd_settime(timer_fd_, 0, &every, nullptr);
  for (const int fd : {wake_fd_, timer_fd_}) {
    poller.addFd(fd, Pistache::Flags<polling::NotifyOn>(polling::NotifyOn::Read),
                 polling::Tag(static_cast<std::uint64_t>(fd)), polling::Mode::Level);
  }
  worker_ = std::make_unique<Worker>(shared_.dispatcher, shared_.options, shared_.phase, [fd = wake_fd_] {
    const std::uint64_t one = 1;
    // It fails only when the counter is full, and then the worker is being woken already.
    [[maybe_unused]] const ssize_t size = ::write(fd, &one, sizeof one);
  });
  scratch_.resize(kReadBytes);
}

void Transport::onReady(const aio::FdSet& fds) {
  try {
    handle_events(fds);
  } catch (const std::exception& error) {
    base::log::write(base::log::Level::error, "a REST worker failed and goes on", {{"what", error.what()}});
  } catch (...) {
    base::log::write(base::log::Level::error, "a REST worker failed and goes on");
  }
}

void Transport::handle_events(const aio::FdSet& fds) {
  now_ns_ = base::monotonic_ns();
  foreign_.clear();
  // Clients come first: the rest may close clients and open new ones under the same descriptor, for which an event in
  // `fds` would then be mistaken.
  for (std::size_t i = 0; i < fds.size(); ++i) {
    Client* client = client_at(static_cast<int>(fds[i].getTag().value()));
    if (client == nullptr) {
      foreign_.push_back(i);
      continue;
    }
    try {
      on_client(*client, fds[i]);
    } catch (const std::exception& error) {  // No memory for this client is no reason to fail the others.
      base::log::write(base::log::Level::error, "a REST connection failed", {{"what", error.what()}});
      close(*client);
    }
  }
  for (const std::size_t i : foreign_) on_foreign(fds[i]);
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

void Transport::on_foreign(const Event& event) {
  const auto fd = static_cast<int>(event.getTag().value());
  if (fd == wake_fd_) {
    on_answers();
  } else if (fd == timer_fd_) {
    on_tick();
  } else {
    polling::Event copy(event.getTag());
    if (event.isReadable()) copy.flags.setFlag(polling::NotifyOn::Read);
    if (event.isWritable()) copy.flags.setFlag(polling::NotifyOn::Write);
    if (event.isHangup()) copy.flags.setFlag(polling::NotifyOn::Hangup);
    deliver_to_base(copy);
  }
}

void Transport::on_answers() {
  drain_counter(wake_fd_);  // Before the queue, so that what comes in between wakes again.
  worker_->collect(answers_);
  for (Answer& answer : answers_) {
    Client* client = client_at(static_cast<int>(answer.connection & 0xffffffff));
    if (client == nullptr || client->connection.id() != answer.connection) continue;  // It is gone.
    client->connection.deliver(std::move(answer), now_ns_);
    if (flush(*client)) settle(*client);
  }
}

void Transport::on_tick() {
  drain_counter(timer_fd_);
  const bool draining = worker_->draining();
  if (handover_) deliver_to_base(readable(*handover_));
  if (draining && !std::exchange(draining_, true)) shared_.worker_drains();
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    Client* client = clients_[i].get();
    if (client == nullptr) continue;
    if (client->lingering) {
      if (now_ns_ >= client->linger_until_ns) close(*client);
      continue;
    }
    client->connection.tick(now_ns_);
    if (flush(*client)) settle(*client);
  }
}

void Transport::deliver_to_base(polling::Event event) {
  const std::size_t before = peers.size();
  const polling::Tag tag = event.tag;
  std::vector<polling::Event> one;
  one.push_back(std::move(event));
  Pistache::Tcp::Transport::onReady(aio::FdSet(std::move(one)));
  if (peers.size() > before) handover_ = tag;
  admit_arrived();
}

void Transport::admit_arrived() {
  for (const auto& peer : arrived_) admit(peer);
  arrived_.clear();
}

void Transport::admit(const std::shared_ptr<Pistache::Tcp::Peer>& peer) {
  const int fd = peer->fd();
  shared_.connection_opened();
  if (shared_.connections.load(std::memory_order_relaxed) > shared_.options.limits.connections) {
    turn_away(peer);
    shared_.connection_closed();
    return;
  }
  const auto index = static_cast<std::size_t>(fd);
  if (index >= clients_.size()) clients_.resize(index + 64);
  const std::uint64_t id = static_cast<std::uint64_t>(++serial_) << 32 | static_cast<std::uint32_t>(fd);
  clients_[index] = std::make_unique<Client>(*worker_, id, peer, now_ns_);
  // Pistache has registered it edge-triggered.
  reactor()->modifyFd(key(), fd, polling::NotifyOn::Read, polling::Mode::Level);
}

void Transport::turn_away(const std::shared_ptr<Pistache::Tcp::Peer>& peer) {
  std::string bytes;
  append_overloaded(bytes);
  // A new socket's buffer is empty: what is this short goes out whole or not at all.
  [[maybe_unused]] const ssize_t size = ::send(peer->fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  ::shutdown(peer->fd(), SHUT_WR);
  removePeer(peer);
}

bool Transport::read(Client& client) {
  const ssize_t size = ::recv(client.fd, scratch_.data(), scratch_.size(), MSG_DONTWAIT);
  if (size > 0) {
    client.connection.receive({scratch_.data(), static_cast<std::size_t>(size)}, now_ns_);
  } else if (size == 0) {
    client.connection.receive_end(now_ns_);
  } else if (!would_block()) {
    close(client);
    return false;
  }
  return true;
}

bool Transport::flush(Client& client) {
  for (;;) {
    const std::string_view output = client.connection.output();
    if (output.empty()) return true;
    const ssize_t size = ::send(client.fd, output.data(), output.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (size < 0) {
      if (would_block()) return true;
      close(client);
      return false;
    }
    client.connection.sent(static_cast<std::size_t>(size), now_ns_);
    if (static_cast<std::size_t>(size) < output.size()) return true;  // The socket's buffer is full.
  }
}

bool Transport::settle(Client& client) {
  const bool writing = !client.connection.output().empty();
  if (!writing && client.connection.end() == Connection::End::kClose) {
    close(client);
    return false;
  }
  if (!writing && client.connection.end() == Connection::End::kLinger && !client.lingering) {
    client.lingering = true;
    client.linger_until_ns = now_ns_ + shared_.options.limits.linger_ns;
    ::shutdown(client.fd, SHUT_WR);
  }
  const bool reading = client.lingering || client.connection.wants_input();
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
  removePeer(owned->peer);
  shared_.connection_closed();
}

}  // namespace duet::rest
