#include "net/newcomers.hpp"

#include <sys/epoll.h>

#include <array>
#include <cerrno>
#include <iterator>
#include <system_error>
#include <utility>

namespace duet::net {

Newcomers::Newcomers(std::int64_t patience_ns) : patience_ns_(patience_ns), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (!epoll_.valid()) throw std::system_error(errno, std::generic_category());
}

void Newcomers::add(Descriptor client, const ListeningSocket& socket, const sockaddr_storage& peer,
                    std::int64_t now_ns) {
  waiting_.push_back(Waiting{std::move(client), &socket, peer, now_ns + patience_ns_, {}});
  const auto self = waiting_.back().self = std::prev(waiting_.end());
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = &*self;
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, self->client.get(), &event) != 0) waiting_.erase(self);
}

void Newcomers::take(const Taker& taker) {
  std::array<epoll_event, 64> events;
  const int count = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), 0);
  for (int i = 0; i < count; ++i) {
    Waiting& one = *static_cast<Waiting*>(events[static_cast<std::size_t>(i)].data.ptr);
    char byte = 0;
    const ssize_t size = ::recv(one.client.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    std::list<Waiting> leaving;
    leaving.splice(leaving.end(), waiting_, one.self);
    if (size <= 0) continue;
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, one.client.get(), nullptr);
    taker(std::move(one.client), *one.socket, one.peer);
  }
}

void Newcomers::tick(std::int64_t now_ns) {
  while (!waiting_.empty() && waiting_.front().until_ns <= now_ns) waiting_.pop_front();
}

bool Newcomers::drop_oldest() {
  if (waiting_.empty()) return false;
  waiting_.pop_front();
  return true;
}

}  // namespace duet::net
