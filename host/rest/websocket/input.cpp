#include "rest/websocket/input.hpp"

#include <wslay/wslay.h>

#include <algorithm>
#include <exception>
#include <new>

#include "rest/websocket/frames.hpp"

namespace duet::rest {

// Called by the library, which is C: nothing may be thrown through it.
struct WebSocketInput::Callbacks {
  static ssize_t receive(wslay_event_context_ptr context, std::uint8_t* buffer, std::size_t size, int, void* self) {
    std::string_view& bytes = static_cast<WebSocketInput*>(self)->bytes_;
    if (bytes.empty()) {
      wslay_event_set_error(context, WSLAY_ERR_WOULDBLOCK);
      return -1;
    }
    const std::size_t taken = bytes.copy(reinterpret_cast<char*>(buffer), size);
    bytes.remove_prefix(taken);
    return static_cast<ssize_t>(taken);
  }

  static ssize_t send(wslay_event_context_ptr context, const std::uint8_t* data, std::size_t size, int, void* self) {
    try {
      static_cast<WebSocketInput*>(self)->farewell_.append(reinterpret_cast<const char*>(data), size);
      return static_cast<ssize_t>(size);
    } catch (const std::exception&) {
      wslay_event_set_error(context, WSLAY_ERR_CALLBACK_FAILURE);
      return -1;
    }
  }

  static void take(wslay_event_context_ptr, const wslay_event_on_msg_recv_arg* message, void* self) {
    auto& input = *static_cast<WebSocketInput*>(self);
    const std::string_view content(reinterpret_cast<const char*>(message->msg), message->msg_length);
    try {
      switch (message->opcode) {
        case WSLAY_TEXT_FRAME:
        case WSLAY_BINARY_FRAME:
          input.messages_->push_back({message->opcode == WSLAY_TEXT_FRAME, std::string(content)});
          break;
        case WSLAY_PING:  // The library's own pong is dropped: it would not go before a close frame.
          append_frame(*input.replies_, Opcode::kPong, content);
          break;
        case WSLAY_CONNECTION_CLOSE:
          input.half_a_code_ = message->msg_length == 1;
          break;
        default:
          break;
      }
    } catch (const std::exception&) {
      input.no_memory_ = true;
    }
  }
};

WebSocketInput::WebSocketInput(std::uint64_t limit) {
  wslay_event_callbacks callbacks{};
  callbacks.recv_callback = Callbacks::receive;
  callbacks.send_callback = Callbacks::send;
  callbacks.on_msg_recv_callback = Callbacks::take;
  if (wslay_event_context_server_init(&context_, &callbacks, this) != 0) throw std::bad_alloc();
  wslay_event_config_set_max_recv_msg_length(context_, limit);
}

WebSocketInput::~WebSocketInput() { wslay_event_context_free(context_); }

WebSocketInput::State WebSocketInput::read(std::string_view bytes, std::vector<Message>& messages,
                                           std::string& replies) {
  bytes_ = bytes;
  messages_ = &messages;
  replies_ = &replies;
  const int received = wslay_event_recv(context_);
  farewell_.clear();
  const int sent = wslay_event_send(context_);
  if (received == WSLAY_ERR_NOMEM || sent != 0 || no_memory_) return fail(kCloseBroken);
  if (received != 0 || half_a_code_) return fail(kCloseProtocol);
  if (wslay_event_get_close_received(context_) != 0) return State::kClosed;
  return wslay_event_get_read_enabled(context_) != 0 ? State::kOpen : State::kFailed;
}

WebSocketInput::State WebSocketInput::fail(std::uint16_t code) {
  farewell_.clear();
  append_close(farewell_, code, {});
  return State::kFailed;
}

std::uint16_t WebSocketInput::close_code() const { return wslay_event_get_status_code_received(context_); }

}  // namespace duet::rest
