#include "tls/store.hpp"

#include <algorithm>
#include <utility>

namespace duet::tls {
namespace {

bool is_same_state(const std::vector<FileStamp>& a, const std::vector<FileStamp>& b) {
  return std::ranges::equal(a, b,
                            [](const FileStamp& one, const FileStamp& other) { return one.is_same_file_state(other); });
}

}  // namespace

Store::Store(std::shared_ptr<const Credentials> first) : current_(std::move(first)), seen_(current_->stamps()) {}

std::shared_ptr<const Credentials> Store::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

base::Result<bool> Store::reload() {
  const std::shared_ptr<const Credentials> old = current();
  std::vector<FileStamp> now = Credentials::look(old->options());
  const bool settled = std::ranges::all_of(seen_, &FileStamp::settled);
  if (settled && is_same_state(now, seen_)) {
    fault_.clear();
    return false;
  }
  auto loaded = Credentials::load(old->options());
  if (!loaded) {
    // A fault may also pass without a change of the files: a certificate that was not valid yet.
    const bool known = loaded.error().message == fault_ && is_same_state(now, faulty_);
    fault_ = loaded.error().message;
    faulty_ = std::move(now);
    if (known) return false;
    return loaded.error();
  }
  fault_.clear();
  seen_ = (*loaded)->stamps();
  if ((*loaded)->has_same_content(*old)) return false;
  const std::lock_guard lock(mutex_);
  current_ = *std::move(loaded);
  return true;
}

}  // namespace duet::tls
