#include "rest/websocket/writer.hpp"

#include "core/code_map.hpp"
#include "core/text.hpp"
#include "rest/stream/ndjson.hpp"
#include "rest/websocket/frames.hpp"

namespace duet::rest {

void WebSocketWriter::message(std::string& out, std::span<const duet_slice> message, bool /*compress*/) {
  append_frame(out, text_ ? Opcode::kText : Opcode::kBinary, message);
}

void WebSocketWriter::end(std::string& out, const core::Call& call, const duet_reply& reply) {
  if (reply.code == core::kOk) {
    append_close(out, kCloseNormal, {});
    return;
  }
  append_frame(out, Opcode::kText, error_object(call, reply));
  const bool leaving = leaving_.load(std::memory_order_acquire) && reply.code == core::kUnavailable;
  std::uint32_t code = kCloseGoingAway;
  if (!leaving) code = kCloseOfCode + core::known_code(reply.code);
  std::string reason(core::code_name(reply.code));
  append_close(out, static_cast<std::uint16_t>(code), reason.append(": ").append(core::view(reply.message)));
}

}  // namespace duet::rest
