// What a server says by WebSocket: frames, unmasked and whole (RFC 6455 section 5).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <duet/abi/base.h>

namespace duet::rest {

enum class Opcode : std::uint8_t { kText = 1, kBinary = 2, kClose = 8, kPing = 9, kPong = 10 };

/// Why a connection ends (section 7.4.1).
enum : std::uint16_t {
  kCloseNormal = 1000,
  kCloseGoingAway = 1001,
  kCloseProtocol = 1002,
  kCloseUnsupported = 1003,
  kCloseNothingSaid = 1005,  // never sent
  kCloseBroken = 1011,
  kCloseOfCode = 4000,  // and the number of the status code, for a call that has failed
};

/// Appends a message as one frame.
void append_frame(std::string& out, Opcode opcode, std::span<const duet_slice> payload);
void append_frame(std::string& out, Opcode opcode, std::string_view payload);

/// Appends a close frame; of `reason` what fits into it, cut between two characters.
void append_close(std::string& out, std::uint16_t code, std::string_view reason);

}  // namespace duet::rest
