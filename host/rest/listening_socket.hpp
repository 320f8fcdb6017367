// The sockets on which the door listens.
#pragma once

#include <vector>

#include "base/result.hpp"
#include "rest/descriptor.hpp"
#include "rest/endpoint.hpp"
#include "rest/options.hpp"
#include "rest/unix_path.hpp"

namespace duet::rest {

/// One socket that clients can connect to, non-blocking, with the options of its listener. Closed with this object; the
/// file of a Unix socket is removed.
class ListeningSocket {
 public:
  /// Opens the sockets of all `listeners`, in their order. One of systemd's can be several. All or none: the error
  /// names the address, what the kernel says of it, and the mend. `listeners` outlives them.
  static base::Result<std::vector<ListeningSocket>> open_all(const std::vector<ListenerOptions>& listeners);

  int fd() const { return fd_.get(); }
  const ListenerOptions& options() const { return *options_; }
  const Endpoint& endpoint() const { return endpoint_; }
  /// Another process, systemd, holds it too, and hands it to whoever serves next.
  bool shared() const { return shared_; }

  /// From now on nobody new gets to wait at this socket, so that all who do can be accepted before it is closed: the
  /// kernel resets those that are left then.
  void refuse_newcomers();

 private:
  ListeningSocket(Descriptor fd, const ListenerOptions& options, UnixPath path, bool shared);

  static base::Result<ListeningSocket> open_ip(const ListenerOptions& options);
  static base::Result<ListeningSocket> open_unix(const ListenerOptions& options);

  Descriptor fd_;
  const ListenerOptions* options_;
  UnixPath path_;
  bool shared_;
  Endpoint endpoint_;
};

}  // namespace duet::rest
