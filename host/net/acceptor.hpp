// The thread that takes clients in.
#pragma once

#include <poll.h>
#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <thread>
#include <vector>

#include "net/descriptor.hpp"
#include "net/listening_socket.hpp"
#include "net/newcomers.hpp"
#include "net/options.hpp"
#include "net/turned_away.hpp"

namespace duet::net {

/// Accepts clients at all listening sockets and hands them on. Without descriptors or memory for another client it
/// neither spins nor stops: clients are turned away by means of one descriptor that is kept for that, or wait.
class Acceptor {
 public:
  enum class Verdict {
    kTaken,     // the socket is somebody else's now
    kNoRoom,    // say farewell and close
    kUnwanted,  // close
  };
  /// What a door has to say to it. Called on the acceptor's thread.
  struct Door {
    DoorNames names;
    std::function<Verdict(Descriptor& client, const ListeningSocket& socket, const sockaddr_storage& peer)> take;
    TurnedAway::Farewell farewell;
    /// How long a client may be silent. Before its first byte it is not handed on, and gives way to others when there
    /// is no room or the door closes. 0 = clients are handed on as they come.
    std::int64_t silence_ns = 0;
    /// Is there room for a client beside those it has taken and as many `silent` ones? Asked only if silence_ns > 0.
    std::function<bool(std::size_t silent)> has_room;
  };

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
  void let_wait(Descriptor client, const ListeningSocket& socket, const sockaddr_storage& peer);
  void hand_on(Descriptor client, const ListeningSocket& socket, const sockaddr_storage& peer);
  void take_newcomers();
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
  std::optional<Newcomers> newcomers_;
  std::int64_t now_ns_ = 0;
  std::int64_t paused_until_ns_ = 0;
  std::int64_t complained_ns_ = 0;
  std::thread thread_;
};

}  // namespace duet::net
