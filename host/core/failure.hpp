// A call that the host itself refuses or gives up on: what doors turn into an error answer.
#pragma once

#include <cstdint>
#include <string>

#include <duet/abi/call.h>

namespace duet::core {

/// Why the host answers a call instead of its handler. `message` is for the caller: it never holds internal detail.
struct Failure {
  duet_code code = 0;
  std::string message;
  /// What REST answers; 0 = by the code (see code_map.hpp).
  std::uint32_t http_status = 0;
};

}  // namespace duet::core
