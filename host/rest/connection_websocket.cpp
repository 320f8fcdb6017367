// The part of Connection that serves a WebSocket: one call, whose messages are the client's.
//
// The client's messages end with an empty text message, after which the answer goes on, or with a close frame of 1000
// or without a code, which is answered at once and after which nobody reads; but the handler may bring its work to an
// end. Any other close frame, and any close frame of a client that has no more messages to send, cancels the call. Of a
// method whose request does not stream the first message is the request; none is waited for where its route takes
// nothing from a body.
#include <duet/abi/description.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "core/code_map.hpp"
#include "core/method.hpp"
#include "rest/connection.hpp"
#include "rest/websocket/frames.hpp"
#include "rest/websocket/handshake.hpp"
#include "rest/websocket/writer.hpp"

namespace duet::rest {
namespace {

constexpr std::size_t kPiece = 16 * 1024;  // that is read before its messages are handed over

}  // namespace

void Connection::begin_websocket() {
  std::string head;
  append_upgrade(head, *call_, exchange());
  output_.append(head, now_ns_);
  websocket_ = std::make_unique<WebSocketInput>(body_limit());
  by_client_ = messages_ended_ = false;
  heard_ns_ = quiet_ns_ = moved_ns_ = now_ns_;
  exchange().begun = exchange().close_after = true;  // The connection never goes back to HTTP.
  if (call_->body_stream || !exchange().wants_body) {
    run();
  } else {
    state_ = State::kBody;
  }
}

bool Connection::websocket_has_room() const {
  return closed_ns_ == 0 && has_room() && (messages_ended_ || !call_->body_stream || call_->body_stream->has_room());
}

bool Connection::step_websocket(std::string_view input, std::size_t& used) {
  if (used == input.size() || !websocket_has_room()) return false;
  const std::string_view piece = input.substr(used, kPiece);
  used += piece.size();
  heard_ns_ = now_ns_;
  std::vector<WebSocketInput::Message> messages;
  std::string replies;
  const WebSocketInput::State state = websocket_->read(piece, messages, replies);
  output_.append(replies, now_ns_);
  for (WebSocketInput::Message& message : messages) {
    if (state_ != State::kEnded) take_message(std::move(message));
  }
  if (state_ == State::kEnded) return false;
  if (state == WebSocketInput::State::kFailed) {
    output_.append(websocket_->farewell(), now_ns_);
    finish(End::kLinger);
  }
  if (state == WebSocketInput::State::kClosed) closed_by_client();
  return true;
}

void Connection::take_message(WebSocketInput::Message message) {
  moved_ns_ = now_ns_;
  if (message.text && message.content.empty()) {
    end_messages();
  } else if (message.text != exchange().websocket->text()) {
    fail_websocket(kCloseUnsupported, message.text ? "this subprotocol has binary messages" : "messages are text here");
  } else if (messages_ended_ || (!call_->body_stream && state_ == State::kRunning)) {
    call_->cancel({core::kInvalidArgument, "a message came after the end of the client's messages", 0});
  } else if (call_->body_stream) {
    worker_.dispatcher().put_body(*call_, std::move(message.content), false);
  } else {
    body_.content() = std::move(message.content);
    end_messages();
  }
}

void Connection::end_messages() {
  if (std::exchange(messages_ended_, true)) return;
  if (call_->body_stream) {
    worker_.dispatcher().put_body(*call_, {}, true);
  } else if (state_ == State::kBody) {
    run();
  }
}

void Connection::fail_websocket(std::uint16_t code, std::string_view reason) {
  std::string frame;
  append_close(frame, code, reason);
  output_.append(frame, now_ns_);
  finish(End::kLinger);
}

void Connection::closed_by_client() {
  const std::uint16_t code = websocket_->close_code();
  const bool regular = code == kCloseNormal || code == kCloseNothingSaid;
  const std::uint16_t reply = regular ? std::uint16_t{kCloseNormal} : code;
  if (!regular || !call_->body_stream || messages_ended_) {
    fail_websocket(reply, {});
    return;
  }
  std::string frame;
  append_close(frame, reply, {});
  output_.append(frame, now_ns_);
  closed_ns_ = now_ns_;
  end_messages();
}

void Connection::tick_websocket() {
  const Limits& limits = worker_.options().limits;
  const auto give_up = [&](const core::Failure& failure) {
    if (worker_.draining()) exchange().websocket->leave();
    state_ == State::kRunning ? call_->cancel(failure) : refuse(failure);
  };
  if (worker_.phase() == Phase::kGivingUp) {
    give_up({core::kUnavailable, "the server is shutting down", 0});
    return;
  }
  if (limits.stream_idle_timeout_ns > 0 && now_ns_ - moved_ns_ >= limits.stream_idle_timeout_ns) {
    give_up({core::kDeadlineExceeded, "nothing has moved on this stream for too long", 0});
    return;
  }
  if (closed_ns_ > 0) {
    // What gives a stream may never end, and nobody reads it.
    const std::int64_t patience_ns = call_->method->gives_stream() ? limits.linger_ns : limits.write_timeout_ns;
    if (now_ns_ - closed_ns_ >= patience_ns) finish(End::kLinger);
    return;
  }
  if (limits.heartbeat_ns == 0) return;
  if (!websocket_has_room()) {  // Its sign of life may be there, and is not read.
    heard_ns_ = now_ns_;
  } else if (now_ns_ - std::max(heard_ns_, pinged_ns_) >= limits.heartbeat_ns) {
    if (pinged_ns_ > heard_ns_) {
      output_.drop();
      finish(End::kClose);
      return;
    }
    std::string ping;
    append_frame(ping, Opcode::kPing, std::string_view());
    output_.append(ping, now_ns_);
    pinged_ns_ = now_ns_;
  }
}

}  // namespace duet::rest
