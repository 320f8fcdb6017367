// Clients for whom there is no room.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <utility>

#include "net/descriptor.hpp"

namespace duet::net {

/// Closes connections with a last word of the door's, in a way that lets it arrive: a socket that is closed while
/// something it has received is unread resets the connection, and with it the answer on its way (RFC 9112 section 9.6).
/// A flood of such clients costs no more than a few descriptors. Belongs to one thread.
class TurnedAway {
 public:
  /// Sends what the client is told, without waiting: a new socket's buffer is empty, and takes what is short whole.
  using Farewell = std::function<void(int client)>;

  /// An empty `farewell`: clients are told nothing, and their connections closed at once.
  explicit TurnedAway(Farewell farewell) : farewell_(std::move(farewell)) {}
  ~TurnedAway();
  TurnedAway(const TurnedAway&) = delete;
  TurnedAway& operator=(const TurnedAway&) = delete;

  /// Says it, unless the client expects TLS, for which there is no time. Closes within a second.
  void add(Descriptor client, bool tls, std::int64_t now_ns);
  /// The same where there is no descriptor to spare: closes at once.
  void add_at_once(Descriptor client, bool tls);

  /// Closes those whose time has come. To be called a few times a second unless empty().
  void tick(std::int64_t now_ns);
  bool empty() const { return leaving_.empty(); }

 private:
  struct Leaving {
    Descriptor client;
    std::int64_t until_ns;
  };

  void close_first();

  const Farewell farewell_;
  std::deque<Leaving> leaving_;
};

}  // namespace duet::net
