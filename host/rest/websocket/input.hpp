// What a client says by WebSocket: from its bytes to messages.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

struct wslay_event_context;

namespace duet::rest {

/// Reads the frames of one client by RFC 6455: puts the fragments of messages together, answers pings, and refuses
/// unmasked frames and whatever else breaks the protocol (1002), text that is no UTF-8 (1007) and messages that are too
/// large (1009). Belongs to the worker's thread.
class WebSocketInput {
 public:
  struct Message {
    bool text = false;  // else binary
    std::string content;
  };
  enum class State {
    kOpen,
    kClosed,  // by the client's close frame: close_code(). What it gets for that is the caller's to say
    kFailed,  // by what the client sent: farewell() is the close frame that says why
  };

  /// `limit`: bytes of a message. Throws std::bad_alloc.
  explicit WebSocketInput(std::uint64_t limit);
  ~WebSocketInput();
  WebSocketInput(const WebSocketInput&) = delete;
  WebSocketInput& operator=(const WebSocketInput&) = delete;

  /// Takes all of `bytes`, cut anywhere. Adds the messages that are whole by it, and appends to `replies` the frames
  /// that the protocol answers by itself. After anything but kOpen nothing more is read.
  State read(std::string_view bytes, std::vector<Message>& messages, std::string& replies);

  /// What the client's close frame says; kCloseNothingSaid if that is nothing.
  std::uint16_t close_code() const;
  const std::string& farewell() const { return farewell_; }

 private:
  struct Callbacks;

  State fail(std::uint16_t code);

  wslay_event_context* context_ = nullptr;
  std::string_view bytes_;                    // while read() runs, what is left
  std::vector<Message>* messages_ = nullptr;  // the same
  std::string* replies_ = nullptr;            // the same
  std::string farewell_;                      // what the library says by itself
  bool half_a_code_ = false;                  // in the client's close frame
  bool no_memory_ = false;
};

}  // namespace duet::rest
