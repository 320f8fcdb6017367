// How many sockets are open that somebody else closes.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace duet::net {

/// Counts sockets that were given to a library which does not tell when it closes them. Belongs to one thread.
class OpenSockets {
 public:
  /// To be called before the socket is given away.
  void add(int fd);

  /// Are fewer than `most` open? Looks at each of them only when there may be as many, and then at most ten times a
  /// second; in between a socket that was closed still counts.
  bool fewer_than(std::size_t most, std::int64_t now_ns);

 private:
  void forget_closed();

  std::unordered_map<int, ino_t> known_;  // by descriptor: who comes again with it has taken a closed one's place
  std::int64_t looked_ns_ = 0;
};

}  // namespace duet::net
