// How an integer is written on the wire.
#pragma once

namespace duet::detail {

// In protobuf's words int32, sint32, and fixed32 or sfixed32 (the same for 64 bits).
enum class Encoding { kPlain, kZigzag, kFixed };

}  // namespace duet::detail
