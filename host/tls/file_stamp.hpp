// Which content of a file was seen, so that a change can be told without reading it.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>

namespace duet::tls {

/// The identity of a file's content as far as the kernel tells it. Two stamps that are equal and settled mean the same
/// content.
struct FileStamp {
  int fault = 0;  // errno, if the file cannot be looked at
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t size = 0;
  std::int64_t modified_ns = 0;
  std::int64_t changed_ns = 0;  // also by chmod and rename, which can mend or break a file

  // The clock behind a file's times moves in steps, so what was changed just before it was looked at may change again
  // without a trace. It has settled once its times are clearly past.
  bool settled = true;

  static FileStamp of(const std::filesystem::path& path);  // of what symbolic links lead to
  static FileStamp of(const struct stat& status);

  bool is_same_file_state(const FileStamp& other) const {
    return fault == other.fault && device == other.device && inode == other.inode && size == other.size &&
           modified_ns == other.modified_ns && changed_ns == other.changed_ns;
  }
};

}  // namespace duet::tls
