#include "net/turned_away.hpp"

#include <sys/socket.h>

#include <array>
#include <utility>

namespace duet::net {
namespace {

constexpr std::size_t kMost = 32;
constexpr std::int64_t kPatienceNs = 1'000'000'000;

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
  if (tls || !farewell_) return;
  farewell_(client.get());
  ::shutdown(client.get(), SHUT_WR);
  if (leaving_.size() == kMost) close_first();
  leaving_.push_back({std::move(client), now_ns + kPatienceNs});
}

void TurnedAway::add_at_once(Descriptor client, bool tls) {
  if (tls || !farewell_) return;
  farewell_(client.get());
  ::shutdown(client.get(), SHUT_WR);
  drop_input(client.get());
}

void TurnedAway::tick(std::int64_t now_ns) {
  while (!leaving_.empty() && leaving_.front().until_ns <= now_ns) close_first();
}

void TurnedAway::close_first() {
  drop_input(leaving_.front().client.get());
  leaving_.pop_front();
}

}  // namespace duet::net
