// The messages of an answer as messages of WebSocket.
#pragma once

#include <atomic>
#include <string>

#include "rest/stream/format.hpp"

namespace duet::rest {

/// A message is a frame: text for JSON, binary for protobuf. An answer that is complete ends with a close frame of
/// 1000. One that is not ends with the text frame {"error": problem}, of RFC 9457, by either subprotocol, and a close
/// frame of 4000 and the number of the status code, or of 1001 where the server ends, with "CODE: message" as reason.
class WebSocketWriter final : public MessageWriter {
 public:
  explicit WebSocketWriter(bool text) : text_(text) {}

  bool text() const { return text_; }
  /// From now on an error is the server's end. Any thread.
  void leave() { leaving_.store(true, std::memory_order_release); }

  std::string_view media_type() const override { return {}; }
  bool tells_errors() const override { return true; }
  void message(std::string& out, std::span<const duet_slice> message, bool compress) override;
  void end(std::string& out, const core::Call& call, const duet_reply& reply) override;

 private:
  const bool text_;
  std::atomic<bool> leaving_{false};
};

}  // namespace duet::rest
