#include "net/acceptor.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>

#include <cerrno>
#include <exception>
#include <string>
#include <system_error>
#include <utility>

#include "base/clock.hpp"
#include "base/log.hpp"

namespace duet::net {
namespace {

constexpr int kMostAtOnce = 64;                        // from one socket, before the others have their turn
constexpr std::int64_t kPauseNs = 100'000'000;         // when nobody can be accepted
constexpr std::int64_t kComplaintNs = 10'000'000'000;  // between two lines in the log
constexpr int kLastHandshakesMs = 20;                  // for clients whose handshake with the kernel is not over
constexpr std::int64_t kLastNs = 1'000'000'000;        // for all who wait when the door closes
constexpr int kSkipped = -1;                           // by poll(2)
constexpr std::size_t kOwn = 2;                        // descriptors that are polled before the listening ones

// What accept(2) may report of a client that has gone again, or of its network: the next one may be well.
bool concerns_one_client(int error) {
  switch (error) {
    case EINTR:
    case ECONNABORTED:
    case EPERM:
    case EPROTO:
    case ENOPROTOOPT:
    case EHOSTDOWN:
    case EHOSTUNREACH:
    case ENETDOWN:
    case ENETUNREACH:
    case ENONET:
    case ETIMEDOUT:
      return true;
    default:
      return false;
  }
}

bool is_exhaustion(int error) { return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM; }

Descriptor client_of(int listening, sockaddr_storage& peer) {
  peer.ss_family = AF_UNIX;  // Whose clients have no address.
  socklen_t size = sizeof peer;
  return Descriptor(::accept4(listening, reinterpret_cast<sockaddr*>(&peer), &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
}

}  // namespace

Acceptor::Acceptor(std::vector<ListeningSocket> sockets, Door door)
    : sockets_(std::move(sockets)),
      door_(std::move(door)),
      stop_event_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      turned_away_(door_.farewell) {
  if (stop_event_.valid()) spare_ = Descriptor(::fcntl(stop_event_.get(), F_DUPFD_CLOEXEC, 0));
  if (!spare_.valid()) throw std::system_error(errno, std::generic_category());
  if (door_.silence_ns > 0) newcomers_.emplace(door_.silence_ns);
  thread_ = std::thread([this] { run(); });
}

Acceptor::~Acceptor() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t size = ::write(stop_event_.get(), &one, sizeof one);
  thread_.join();
}

void Acceptor::run() {
  ::pthread_setname_np(::pthread_self(), "duet-accept");
  std::vector<pollfd> polled{{stop_event_.get(), POLLIN, 0}, {newcomers_ ? newcomers_->fd() : kSkipped, POLLIN, 0}};
  for (const ListeningSocket& socket : sockets_) polled.push_back({socket.fd(), POLLIN, 0});
  for (;;) {
    const bool paused = now_ns_ < paused_until_ns_;
    ::poll(polled.data(), paused ? kOwn : polled.size(), poll_timeout_ms());
    now_ns_ = base::monotonic_ns();
    turned_away_.tick(now_ns_);
    take_newcomers();
    if (polled.front().revents != 0) break;
    for (std::size_t i = 0; !paused && i < sockets_.size(); ++i) {
      if (polled[i + kOwn].revents != 0) accept_some(sockets_[i]);
    }
  }
  accept_last(polled);
}

int Acceptor::poll_timeout_ms() const {
  const bool idle = turned_away_.empty() && paused_until_ns_ <= now_ns_ && (!newcomers_ || newcomers_->empty());
  return idle ? -1 : static_cast<int>(kPauseNs / 1'000'000);
}

void Acceptor::accept_last(std::vector<pollfd>& polled) {
  polled.front().fd = kSkipped;
  for (std::size_t i = 0; i < sockets_.size(); ++i) {
    sockets_[i].refuse_newcomers();
    if (sockets_[i].shared()) polled[i + kOwn].fd = kSkipped;
  }
  const std::int64_t until_ns = now_ns_ + kLastNs;
  const auto somebody_waits = [&] { return ::poll(polled.data(), polled.size(), kLastHandshakesMs) > 0; };
  while (now_ns_ < until_ns && now_ns_ >= paused_until_ns_ && somebody_waits()) {
    for (std::size_t i = 0; i < sockets_.size(); ++i) {
      if (polled[i + kOwn].revents != 0) accept_some(sockets_[i]);
    }
    now_ns_ = base::monotonic_ns();
    take_newcomers();
  }
  newcomers_.reset();
  sockets_.clear();
}

void Acceptor::accept_some(ListeningSocket& socket) {
  try {
    for (int i = 0; i < kMostAtOnce; ++i) {
      if (!accept_one(socket)) return;
    }
  } catch (const std::exception&) {  // No memory for a client.
    pause(ENOMEM);
  }
}

// False when there is no further client, or none that could be accepted now.
bool Acceptor::accept_one(ListeningSocket& socket) {
  sockaddr_storage peer{};
  Descriptor client = client_of(socket.fd(), peer);
  if (!client.valid()) return survive(errno, socket);
  if (newcomers_) {
    let_wait(std::move(client), socket, peer);
  } else {
    hand_on(std::move(client), socket, peer);
  }
  return true;
}

void Acceptor::let_wait(Descriptor client, const ListeningSocket& socket, const sockaddr_storage& peer) {
  if (!door_.has_room(newcomers_->size())) {
    complain("clients are turned away, silent ones first",
             "there are as many as " + door_.names.key + ".max_connections or RLIMIT_NOFILE allow");
    take_newcomers();  // Who has begun since is not silent.
    if (!newcomers_->drop_oldest()) return;
  }
  newcomers_->add(std::move(client), socket, peer, now_ns_);
}

void Acceptor::hand_on(Descriptor client, const ListeningSocket& socket, const sockaddr_storage& peer) {
  if (door_.take(client, socket, peer) != Verdict::kNoRoom) return;
  complain("clients are turned away",
           "there are as many as " + door_.names.key + ".max_connections or RLIMIT_NOFILE allow");
  turned_away_.add(std::move(client), socket.tls(), now_ns_);
}

void Acceptor::take_newcomers() {
  if (!newcomers_) return;
  newcomers_->tick(now_ns_);
  try {
    newcomers_->take([this](Descriptor client, const ListeningSocket& socket, const sockaddr_storage& peer) {
      hand_on(std::move(client), socket, peer);
    });
  } catch (const std::exception&) {  // No memory for a client.
    pause(ENOMEM);
  }
}

bool Acceptor::survive(int error, ListeningSocket& socket) {
  if (is_exhaustion(error) && newcomers_ && newcomers_->drop_oldest()) {
    complain("silent clients are closed", std::generic_category().message(error));
    return true;
  }
  if (is_exhaustion(error)) {
    const int exhausted = error;
    error = turn_away_with_spare(socket);
    if (error == 0) {
      complain("clients are turned away", std::generic_category().message(exhausted));
      return true;
    }
  }
  if (error == EAGAIN || error == EWOULDBLOCK) return false;
  if (concerns_one_client(error)) return true;
  pause(error);
  return false;
}

// 0, or why accepting has failed again.
int Acceptor::turn_away_with_spare(ListeningSocket& socket) {
  const auto keep_one = [this] { spare_ = Descriptor(::fcntl(stop_event_.get(), F_DUPFD_CLOEXEC, 0)); };
  if (!spare_.valid()) keep_one();
  if (!spare_.valid()) return errno;
  spare_.close();
  sockaddr_storage peer{};
  Descriptor client = client_of(socket.fd(), peer);
  const int error = client.valid() ? 0 : errno;
  if (client.valid()) turned_away_.add_at_once(std::move(client), socket.tls());
  keep_one();
  return error;
}

void Acceptor::pause(int error) {
  complain("clients have to wait", std::generic_category().message(error));
  paused_until_ns_ = now_ns_ + kPauseNs;
}

void Acceptor::complain(std::string_view message, std::string_view why) {
  if (complained_ns_ != 0 && now_ns_ - complained_ns_ < kComplaintNs) return;
  complained_ns_ = now_ns_;
  base::log::write(base::log::Level::warn, message, {{"door", door_.names.key}, {"why", why}});
}

}  // namespace duet::net
