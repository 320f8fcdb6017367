#include "tls/file_stamp.hpp"

#include <algorithm>
#include <cerrno>

#include "base/clock.hpp"

namespace duet::tls {
namespace {

// Far longer than any file system's step of time, that of FAT (two seconds) included.
constexpr std::int64_t kSettledAfterNs = 3'000'000'000;

std::int64_t in_ns(const timespec& time) { return time.tv_sec * std::int64_t{1'000'000'000} + time.tv_nsec; }

}  // namespace

FileStamp FileStamp::of(const struct stat& status) {
  FileStamp stamp;
  stamp.device = status.st_dev;
  stamp.inode = status.st_ino;
  stamp.size = status.st_size;
  stamp.modified_ns = in_ns(status.st_mtim);
  stamp.changed_ns = in_ns(status.st_ctim);
  stamp.settled = std::max(stamp.modified_ns, stamp.changed_ns) < base::wall_ns() - kSettledAfterNs;
  return stamp;
}

FileStamp FileStamp::of(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) return of(status);
  FileStamp stamp;
  stamp.fault = errno;
  return stamp;
}

}  // namespace duet::tls
