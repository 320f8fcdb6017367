#include "net/unix_path.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>
#include <utility>

#include "net/descriptor.hpp"

namespace duet::net {
namespace {

base::Error failure(const std::string& path, const DoorNames& names, const std::string& what) {
  return {"cannot serve " + names.title + " on unix:" + path + ": " + what};
}

base::Error failure(const std::string& path, const DoorNames& names, int error) {
  const std::string said = std::generic_category().message(error);
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return failure(path, names, said + "; make the folder, or set another " + names.key + ".address");
    case EACCES:
    case EPERM:
    case EROFS:
      return failure(path, names,
                     said + "; let this user write in the folder, or set another " + names.key + ".address");
    case EADDRINUSE:
      return failure(path, names, said + "; end what uses it, or set another " + names.key + ".address");
    default:
      return failure(path, names, said + "; set another " + names.key + ".address");
  }
}

// What is at the path is removed if nobody listens on it. An error if it must stay.
std::optional<base::Error> clear(const std::string& path, const sockaddr_un& address, const DoorNames& names) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0) return std::nullopt;  // Nothing, or bind() tells it better.
  if (!S_ISSOCK(found.st_mode)) {
    return failure(path, names,
                   "there is a file that is no socket; remove it, or set another " + names.key + ".address");
  }
  const Descriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!probe.valid()) return failure(path, names, errno);
  if (::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 || errno == EAGAIN) {
    return failure(path, names, EADDRINUSE);
  }
  if (errno == ENOENT) return std::nullopt;  // Its owner has removed it just now.
  if (errno != ECONNREFUSED) return failure(path, names, errno);
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return failure(path, names, errno);
  return std::nullopt;
}

}  // namespace

UnixPath::UnixPath(UnixPath&& other) noexcept
    : path_(std::exchange(other.path_, {})), device_(other.device_), inode_(other.inode_) {}

UnixPath& UnixPath::operator=(UnixPath&& other) noexcept {
  if (this == &other) return *this;
  remove();
  path_ = std::exchange(other.path_, {});
  device_ = other.device_;
  inode_ = other.inode_;
  return *this;
}

base::Result<UnixPath> UnixPath::bind(int socket, const std::string& path, std::optional<std::uint32_t> mode,
                                      const DoorNames& names) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (!path.starts_with('/'))
    return failure(path, names, "the path must begin with '/'; write " + names.key + ".address as unix:/path");
  if (path.size() >= sizeof address.sun_path) {
    return failure(path, names,
                   "the path is longer than the " + std::to_string(sizeof address.sun_path - 1) +
                       " bytes that a socket's may have; set a shorter one in " + names.key + ".address");
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  if (auto occupied = clear(path, address, names)) return *occupied;
  // The file gets the socket's own mode less the umask, and the whole mode then: never more than it says.
  if (mode && ::fchmod(socket, *mode) != 0) return failure(path, names, errno);
  if (::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return failure(path, names, errno);
  UnixPath bound;
  bound.path_ = path;
  struct stat made {};
  if (::lstat(path.c_str(), &made) == 0) {
    bound.device_ = made.st_dev;
    bound.inode_ = made.st_ino;
  }
  if (mode && ::chmod(path.c_str(), *mode) != 0) return failure(path, names, errno);
  return bound;
}

void UnixPath::remove() {
  const std::string path = std::exchange(path_, {});
  struct stat found {};
  if (path.empty() || ::lstat(path.c_str(), &found) != 0) return;
  if (found.st_dev == device_ && found.st_ino == inode_) ::unlink(path.c_str());
}

}  // namespace duet::net
