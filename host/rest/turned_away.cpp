#include "rest/turned_away.hpp"

#include <sys/socket.h>

#include <array>
#include <string>
#include <utility>

#include "rest/answer.hpp"

namespace duet::rest {
namespace {

constexpr std::size_t kMost = 32;
constexpr std::int64_t kPatienceNs = 1'000'000'000;

void answer(int fd) {
  std::string bytes;
  append_overloaded(bytes);
  // A new socket's buffer is empty: what is this short goes out whole or not at all.
  [[maybe_unused]] const ssize_t size = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  ::shutdown(fd, SHUT_WR);
}

// Not more than a request is likely to have: who sends on and on has no wish to read an answer.
void drop_input(int fd) {
  std::array<char, 16 * 1024> piece;
  for (int i = 0; i < 4 && ::recv(fd, piece.data(), piece.size(), MSG_DONTWAIT) > 0; ++i) {
  }
}

}  // namespace

TurnedAway::~TurnedAway() {
  while (!leaving_.empty()) close_first();
}

void TurnedAway::add(Descriptor client, bool tls, std::int64_t now_ns) {
  if (tls) return;
  answer(client.get());
  if (leaving_.size() == kMost) close_first();
  leaving_.push_back({std::move(client), now_ns + kPatienceNs});
}

void TurnedAway::add_at_once(Descriptor client, bool tls) {
  if (tls) return;
  answer(client.get());
  drop_input(client.get());
}

void TurnedAway::tick(std::int64_t now_ns) {
  while (!leaving_.empty() && leaving_.front().until_ns <= now_ns) close_first();
}

void TurnedAway::close_first() {
  drop_input(leaving_.front().client.get());
  leaving_.pop_front();
}

}  // namespace duet::rest
