#include "rest/shutdown_event.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace duet::rest {
namespace {

namespace fs = std::filesystem;

struct Watched {
  int fd = -1;
  unsigned long long tag = 0;
};

std::string_view word_after(std::string_view line, std::string_view label) {
  std::size_t at = line.find(label);
  if (at == std::string_view::npos) return {};
  at = std::min(line.find_first_not_of(" \t", at + label.size()), line.size());
  return line.substr(at, line.find_first_of(" \t", at) - at);
}

// Lines such as "tfd:        7 events:       19 data:                7  pos:0 ino:2a sdev:d" (proc(5)).
std::vector<Watched> watched_by(const fs::path& info) {
  std::vector<Watched> all;
  std::ifstream file(info);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("tfd:")) continue;
    Watched one;
    const std::string_view fd = word_after(line, "tfd:");
    const std::string_view tag = word_after(line, "data:");
    std::from_chars(fd.data(), fd.data() + fd.size(), one.fd);
    std::from_chars(tag.data(), tag.data() + tag.size(), one.tag, 16);
    all.push_back(one);
  }
  return all;
}

int third_of(const std::vector<Watched>& watched, int own, int other) {
  int third = -1;
  if (watched.size() != 3) return third;
  int known = 0;
  for (const Watched& one : watched) {
    if (one.fd < 0 || one.tag != static_cast<unsigned long long>(one.fd)) return -1;
    if (one.fd == own || one.fd == other) {
      ++known;
    } else {
      third = one.fd;
    }
  }
  return known == 2 ? third : -1;
}

}  // namespace

int find_shutdown_event(int own, int other) {
  std::error_code error;
  for (fs::directory_iterator entry("/proc/self/fd", error), end; !error && entry != end; entry.increment(error)) {
    std::error_code gone;
    if (fs::read_symlink(entry->path(), gone) != "anon_inode:[eventpoll]") continue;
    const int found = third_of(watched_by("/proc/self/fdinfo" / entry->path().filename()), own, other);
    if (found >= 0) return found;
  }
  return -1;
}

}  // namespace duet::rest
