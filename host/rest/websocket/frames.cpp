#include "rest/websocket/frames.hpp"

#include <cstddef>

#include "core/text.hpp"

namespace duet::rest {
namespace {

void append_big_endian(std::string& out, std::uint64_t number, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) out.push_back(static_cast<char>(number >> shift & 0xff));
}

// Section 5.2.
void append_start(std::string& out, Opcode opcode, std::uint64_t size) {
  constexpr int kLast = 0x80;
  out.push_back(static_cast<char>(kLast | static_cast<int>(opcode)));
  if (size < 126) {
    out.push_back(static_cast<char>(size));
  } else if (size <= 0xffff) {
    out.push_back(126);
    append_big_endian(out, size, 2);
  } else {
    out.push_back(127);
    append_big_endian(out, size, 8);
  }
}

std::string_view cut(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; };
  while (most > 0 && continues(text[most])) --most;
  return text.substr(0, most);
}

}  // namespace

void append_frame(std::string& out, Opcode opcode, std::span<const duet_slice> payload) {
  std::uint64_t size = 0;
  for (const duet_slice& piece : payload) size += piece.size;
  append_start(out, opcode, size);
  for (const duet_slice& piece : payload) out.append(core::view(piece));
}

void append_frame(std::string& out, Opcode opcode, std::string_view payload) {
  append_start(out, opcode, payload.size());
  out.append(payload);
}

void append_close(std::string& out, std::uint16_t code, std::string_view reason) {
  constexpr std::size_t kMostReason = 123;  // A control frame holds 125 bytes.
  std::string payload;
  append_big_endian(payload, code, 2);
  append_frame(out, Opcode::kClose, payload.append(cut(reason, kMostReason)));
}

}  // namespace duet::rest
