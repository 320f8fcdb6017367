// The sockets on which the door listens.
#pragma once

#include <vector>

#include "base/result.hpp"
#include "net/descriptor.hpp"
#include "net/endpoint.hpp"
#include "net/options.hpp"
#include "net/unix_path.hpp"

namespace duet::net {

/// One socket that clients can connect to, non-blocking. Closed with this object; the
/// file of a Unix socket is removed.
class ListeningSocket {
 public:
  /// Opens what `options` name: one socket, but systemd's can be several. The error names the address, what the kernel
  /// says of it, and the mend.
  static base::Result<std::vector<ListeningSocket>> open_at(const ListenOptions& options, const DoorNames& names);

  int fd() const { return fd_.get(); }
  bool tls() const { return tls_; }
  const Endpoint& endpoint() const { return endpoint_; }
  /// Another process, systemd, holds it too, and hands it to whoever serves next.
  bool shared() const { return shared_; }

  /// From now on nobody new gets to wait at this socket, so that all who do can be accepted before it is closed: the
  /// kernel resets those that are left then.
  void refuse_newcomers();

 private:
  ListeningSocket(Descriptor fd, const ListenOptions& options, UnixPath path, bool shared);

  static base::Result<ListeningSocket> open_ip(const ListenOptions& options, const DoorNames& names);
  static base::Result<ListeningSocket> open_unix(const ListenOptions& options, const DoorNames& names);

  Descriptor fd_;
  bool tls_;
  UnixPath path_;
  bool shared_;
  Endpoint endpoint_;
};

}  // namespace duet::net
