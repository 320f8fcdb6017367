// Clients that have not said anything yet.
#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>

#include "net/descriptor.hpp"
#include "net/listening_socket.hpp"

namespace duet::net {

/// Keeps accepted clients until their first byte is there, so that who only connects costs a descriptor for a while and
/// nothing else. Belongs to one thread.
class Newcomers {
 public:
  using Taker = std::function<void(Descriptor client, const ListeningSocket& socket, const sockaddr_storage& peer)>;

  /// Who is silent for `patience_ns` is closed. Throws std::system_error without a descriptor.
  explicit Newcomers(std::int64_t patience_ns);
  Newcomers(const Newcomers&) = delete;
  Newcomers& operator=(const Newcomers&) = delete;

  /// Readable when take() has something to do.
  int fd() const { return epoll_.get(); }
  std::size_t size() const { return waiting_.size(); }
  bool empty() const { return waiting_.empty(); }

  /// `socket` outlives the client's wait. Closes the client if the kernel cannot watch it.
  void add(Descriptor client, const ListeningSocket& socket, const sockaddr_storage& peer, std::int64_t now_ns);
  /// Gives those that have sent something to `taker`, and closes those that are gone.
  void take(const Taker& taker);
  /// Closes those whose time is over. To be called a few times a second unless empty().
  void tick(std::int64_t now_ns);
  /// Closes who has been silent longest. False if there is nobody.
  bool drop_oldest();

 private:
  struct Waiting {
    Descriptor client;
    const ListeningSocket* socket;
    sockaddr_storage peer;
    std::int64_t until_ns;
    std::list<Waiting>::iterator self;
  };

  const std::int64_t patience_ns_;
  Descriptor epoll_;
  std::list<Waiting> waiting_;  // the oldest first
};

}  // namespace duet::net
