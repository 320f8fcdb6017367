// The credentials that new connections get.
#pragma once

#include <atomic>
#include <memory>

#include "base/result.hpp"
#include "tls/credentials.hpp"

namespace duet::tls {

/// Holds one door's credentials and takes new ones from their files. Connections that exist keep those they began with.
/// current() from any thread; reload() from one at a time.
class Store {
 public:
  explicit Store(std::shared_ptr<const Credentials> first);

  std::shared_ptr<const Credentials> current() const;

  /// Reads the files again if they have changed. True if there are new credentials from now on; on an error (a pair that
  /// does not fit, say because only one file was replaced yet) those that there were stay.
  base::Result<bool> reload();

 private:
  std::atomic<std::shared_ptr<const Credentials>> current_;
};

}  // namespace duet::tls
