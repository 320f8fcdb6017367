// Stage: one line in the log for every call.
#pragma once

#include "core/stage.hpp"

namespace duet::core {

/// Writes verb, target, method, code, duration and request id at level info when a call is answered.
class AccessLog final : public Stage {
 public:
  void after(Call& call, const duet_reply& reply) noexcept override;
};

}  // namespace duet::core
