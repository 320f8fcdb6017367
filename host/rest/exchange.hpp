// What the door remembers of a request until its answer is written.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string_view>

#include "rest/content_coding.hpp"
#include "rest/options.hpp"
#include "rest/rpc/protocols.hpp"

namespace duet::rest {

class MessageReader;
class MessageWriter;
class WebSocketWriter;

/// In which form an error is answered, where no writer tells it.
enum class ErrorForm {
  kProblem,   // problem+json (RFC 9457)
  kProtobuf,  // google.rpc.Status
  kConnect,   // Connect's own JSON
};

/// Lives in the call's arena as Call::sink_data, and is never destroyed. The first part is read-only from the moment
/// the call is dispatched, because the answer may be written on another thread.
struct Exchange {
  std::uint64_t connection = 0;
  bool http10 = false;
  bool keep_alive = false;
  bool head_request = false;  // the answer has no body
  ErrorForm error_form = ErrorForm::kProblem;
  RpcProtocols protocols;                  // that the listener answers
  bool wants_body = false;                 // the request's body goes to the handler, not to waste
  Coding body_coding = Coding::kIdentity;  // of the request's body, which the handler gets without it
  bool conditional = false;                // GET or HEAD: the answer may be 304 and may be cached
  Coding coding = Coding::kIdentity;       // what the answer may be compressed with
  std::string_view if_none_match;          // the request's field
  std::string_view extra_fields;           // complete lines for the answer's head
  std::string_view rpc_type;               // of a call by gRPC-Web or Connect the answer's Content-Type; else empty
  bool takes_trailers = false;             // after the last chunk (RFC 9110 section 10.1.4)
  bool upgrades = false;                   // to WebSocket, unless something is wrong with the request
  std::string_view upgrade_fields;         // complete lines for the answer to that
  WebSocketWriter* websocket = nullptr;    // where that is the writer
  MessageReader* reader = nullptr;         // where the request's content is messages; the call's
  MessageWriter* writer = nullptr;         // where the answer's content is messages; the call's

  bool is_rpc() const { return !rpc_type.empty(); }

  /// The request's body is still coming in beside its handler: an answer before its end ends the connection.
  std::atomic<bool> body_open{false};

  // --- An answer that goes in pieces. For whoever holds the lock: handlers and ends come from any thread, one at a
  // time, and heartbeats from the worker's between them.
  std::mutex lock;
  bool begun = false;                     // its head is on its way
  bool ended = false;                     // nothing more goes
  bool no_content = false;                // nothing but the head is sent
  bool close_after = false;               // the head said so
  bool chunked = false;                   // else the connection's end is the body's
  Encoder* encoder = nullptr;             // the call's
  std::atomic<bool> broken{false};        // a piece of it is lost: it cannot be brought to its end any more
  std::atomic<bool> posted{false};        // something of it has gone through the worker's queue: all that follows must
  std::atomic<std::uint64_t> unsent{0};   // bytes of it that the client has not taken
  std::atomic<bool> sender_waits{false};  // for `unsent` to fall
};

}  // namespace duet::rest
