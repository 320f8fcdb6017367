// One HTTP/1.1 connection without its socket: bytes in, bytes out.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/call.hpp"
#include "core/failure.hpp"
#include "rest/head_scanner.hpp"
#include "rest/output_buffer.hpp"
#include "rest/pace.hpp"
#include "rest/peer.hpp"
#include "rest/request_body.hpp"
#include "rest/request_parser.hpp"
#include "rest/websocket/input.hpp"
#include "rest/worker.hpp"

namespace duet::rest {

/// Serves the requests of one client by RFC 9112, one after the other: a pipelined request begins when the one before
/// it is answered, so that answers are in order and effects too. A request that cannot be framed beyond doubt is
/// refused, and nothing that follows it is read. A method that takes its body in pieces runs while it comes in, no
/// faster than the handler reads; an answer that goes in pieces waits for a client that reads slowly. A request for
/// WebSocket at the path of a stream takes the connection over: one call, and then its end.
///
/// Belongs to the worker's thread. Whoever owns it moves the bytes: after every call of a function that takes `now_ns`
/// (CLOCK_MONOTONIC) look at output(), wants_input() and end().
class Connection {
 public:
  /// What its owner must do once all output is sent.
  enum class End {
    kOpen,    // go on
    kClose,   // close
    kLinger,  // stop sending, read and drop what still comes for a while, then close: the client may be sending still,
              // and closing at once could destroy the answer on its way (RFC 9112 section 9.6)
  };

  /// `worker` outlives the connection.
  Connection(Worker& worker, std::uint64_t id, Peer peer, std::int64_t now_ns);
  /// A call still running is cancelled.
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  std::uint64_t id() const { return id_; }
  /// May be changed until the first request has begun, by the layers that learn it.
  Peer& peer() { return peer_; }

  /// The client has sent `bytes`.
  void receive(std::string_view bytes, std::int64_t now_ns);
  /// The client sends no more. It may still read: what it has asked for is answered.
  void receive_end(std::int64_t now_ns);
  /// An answer that came by Worker::collect().
  void deliver(Answer answer, std::int64_t now_ns);
  /// `size` bytes of output() were sent.
  void sent(std::size_t size, std::int64_t now_ns);
  /// Looks at the clock: to be called a few times a second.
  void tick(std::int64_t now_ns);

  /// What is to be sent.
  std::string_view output() const { return output_.view(); }
  /// False while more input could only pile up.
  bool wants_input() const;
  End end() const { return end_; }

 private:
  enum class State { kIdle, kHead, kBody, kRunning, kEnded };
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

  // connection.cpp: bytes, time and answers
  void process(std::string_view input, std::size_t& used);
  void advance();
  bool has_room() const { return output_.size() < worker_.options().limits.output_high_water; }
  void deliver_body_room();
  void answered(Answer::Kind kind, bool close);
  void finish(End end);
  void tick_body();
  void tick_call();
  void tick_stream();
  void probe_client();

  // connection_websocket.cpp: what comes after HTTP on a connection that was upgraded
  void begin_websocket();
  bool step_websocket(std::string_view input, std::size_t& used);
  void take_message(WebSocketInput::Message message);
  void end_messages();
  void fail_websocket(std::uint16_t code, std::string_view reason);
  void closed_by_client();
  void tick_websocket();
  bool websocket_has_room() const;

  // connection_request.cpp: requests
  bool step_head(std::string_view input, std::size_t& used);
  bool step_body(std::string_view input, std::size_t& used);
  bool begin_call();
  void begin_request(std::string_view head, std::size_t header_count);
  void tell_peer(const RequestHead& head);
  void begin_body(const RequestHead& head);
  bool meets_expectation(const RequestHead& head);
  void after_body(RequestBody::Progress progress);
  void fail_body(const core::Failure& failure);
  bool attach_body();
  bool unwrap(std::string& content);
  template <class Send>
  void hand_over(Send&& send);
  void run();
  void refuse(const core::Failure& failure);
  void refuse_and_end(const core::Failure& failure);
  bool streams() const;
  bool streams_messages() const;
  std::uint64_t body_limit() const;
  Exchange& exchange() const { return *static_cast<Exchange*>(call_->sink_data); }

  Worker& worker_;
  const std::uint64_t id_;
  Peer peer_;

  State state_ = State::kIdle;
  End end_ = End::kOpen;
  bool input_ended_ = false;
  bool by_client_ = false;  // it is the client that wants the connection to end with this request
  bool body_open_ = false;  // the call runs while its body comes in

  std::string input_;  // received, not yet understood
  OutputBuffer output_;

  HeadScanner scanner_;
  RequestParser parser_;
  core::CallRef call_;                    // from the end of a request's head to its answer
  std::optional<core::Failure> refusal_;  // what the request gets once its body is out of the way
  RequestBody body_;
  Pace body_pace_;
  std::unique_ptr<WebSocketInput> websocket_;
  bool messages_ended_ = false;  // the client of a WebSocket has no more

  std::int64_t now_ns_ = 0;
  std::int64_t since_ns_ = 0;   // when the state began, or its body last grew
  std::int64_t quiet_ns_ = 0;   // when the answer last grew, or its call began
  std::int64_t moved_ns_ = 0;   // the same, or when the client last sent something of the request
  std::int64_t heard_ns_ = 0;   // when the client of a WebSocket last sent anything
  std::int64_t pinged_ns_ = 0;  // when it was last asked for something
  std::int64_t closed_ns_ = 0;  // when close frames were exchanged, and the call went on; 0 = not yet
  std::int64_t probe_ns_ = 0;   // when a client that has ended its input is next asked whether it is there
};

}  // namespace duet::rest
