// The thread that takes clients in.
#pragma once

#include <poll.h>
#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <thread>
#include <vector>

#include "rest/descriptor.hpp"
#include "rest/listening_socket.hpp"
#include "rest/turned_away.hpp"

namespace duet::rest {

/// Accepts clients at all listening sockets and hands them on. Without descriptors or memory for another client it
/// neither spins nor stops: clients are told 503 by means of one descriptor that is kept for that, or wait.
class Acceptor {
 public:
  enum class Verdict {
    kTaken,     // the socket is somebody else's now
    kNoRoom,    // answer 503 and close
    kUnwanted,  // close
  };
  /// Decides on a client. On the acceptor's thread.
  using Door =
      std::function<Verdict(Descriptor& client, const ListenerOptions& listener, const sockaddr_storage& peer)>;

  /// Begins at once. Throws std::system_error if there is no descriptor or no thread for it.
  Acceptor(std::vector<ListeningSocket> sockets, Door door);
  /// Hands on whom the kernel has let in until now, then closes the sockets. Takes a few hundredths of a
  /// second, at most a whole one.
  ~Acceptor();
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

 private:
  void run();
  void accept_last(std::vector<pollfd>& polled);
  void accept_some(ListeningSocket& socket);
  bool accept_one(ListeningSocket& socket);
  bool survive(int error, ListeningSocket& socket);
  int turn_away_with_spare(ListeningSocket& socket);
  void pause(int error);
  void complain(std::string_view message, std::string_view why);
  int poll_timeout_ms() const;

  std::vector<ListeningSocket> sockets_;
  const Door door_;
  Descriptor stop_event_;
  Descriptor spare_;
  TurnedAway turned_away_;
  std::int64_t now_ns_ = 0;
  std::int64_t paused_until_ns_ = 0;
  std::int64_t complained_ns_ = 0;
  std::thread thread_;
};

}  // namespace duet::rest
