// The credentials that new connections get.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "tls/credentials.hpp"

namespace duet::tls {

/// Holds one door's credentials and takes new ones from their files. Connections that exist keep those they began with.
/// current() from any thread; reload() from one at a time.
class Store {
 public:
  /// @pre `first` is not null
  explicit Store(std::shared_ptr<const Credentials> first);

  std::shared_ptr<const Credentials> current() const;

  /// Reads the files again if they have changed. True if there are new credentials from now on; on an error (a pair
  /// that does not fit, say because only one file was replaced yet) those that there were stay, and the next call tries
  /// again. The same fault of the same files is told once. Looking at files that have not changed costs a stat(2) each;
  /// it follows symbolic links, as tools that renew certificates swap those.
  base::Result<bool> reload();

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Credentials> current_;  // guarded by mutex_

  // Of the thread that reloads.
  std::vector<FileStamp> seen_;    // the files that current_ holds the content of
  std::vector<FileStamp> faulty_;  // the files that fault_ was told of
  std::string fault_;
};

}  // namespace duet::tls
