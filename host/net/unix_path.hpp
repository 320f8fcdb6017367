// The file of a Unix socket.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "net/options.hpp"

namespace duet::net {

/// The file by which clients find a Unix socket. It goes with this object, unless another process has put its own in
/// its place.
class UnixPath {
 public:
  UnixPath() = default;
  UnixPath(UnixPath&& other) noexcept;
  UnixPath& operator=(UnixPath&& other) noexcept;
  ~UnixPath() { remove(); }

  /// Binds `socket` to `path` with the permissions `mode`, which hold from the first moment; without them the umask's
  /// hold. A socket there that nobody listens on, as a process that was killed leaves one, is replaced; anything else
  /// is an error.
  static base::Result<UnixPath> bind(int socket, const std::string& path, std::optional<std::uint32_t> mode,
                                     const DoorNames& names);

  void remove();

 private:
  std::string path_;  // empty: nothing to remove
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

}  // namespace duet::net
