// One stage of the call pipeline.
#pragma once

#include <duet/abi/call.h>

#include "core/failure.hpp"

namespace duet::core {

class Call;

/// Something that happens to every call, whatever its door. A stage that a configuration does not need is not in the
/// pipeline at all. Shared by all threads.
class Stage {
 public:
  virtual ~Stage() = default;

  /// On the way in, on the door's thread. False refuses the call with `failure`.
  virtual bool before(Call&, Failure& /*failure*/) { return true; }

  /// On the way out, once for each call whose before() let it pass, from any thread.
  virtual void after(Call&, const duet_reply&) noexcept {}
};

}  // namespace duet::core
