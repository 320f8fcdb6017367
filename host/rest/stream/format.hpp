// How messages lie in HTTP content: what each form of streaming, gRPC-Web and Connect implement.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <duet/abi/call.h>

#include "core/call.hpp"
#include "core/failure.hpp"

namespace duet::rest {

/// From a request's content to the messages in it. Belongs to the worker's thread.
class MessageReader {
 public:
  virtual ~MessageReader() = default;

  /// Takes more of the content, cut anywhere, and adds the messages that are whole by it. False if it is malformed:
  /// `failure` says how, and nothing more is read.
  [[nodiscard]] virtual bool read(std::string_view content, std::vector<std::string>& messages,
                                  core::Failure& failure) = 0;
  /// Has the last read() held messages back, because they are larger than what they were read from? They come by
  /// reading on, with no content if need be, once there is room.
  virtual bool has_more() const { return false; }
  /// The content has ended: adds the last message, where its end ends it. False if it broke off. @pre not has_more()
  [[nodiscard]] virtual bool finish(std::vector<std::string>& messages, core::Failure& failure) = 0;
  /// Bytes of messages that are not whole yet.
  virtual std::size_t held() const { return 0; }
  /// The most bytes that content with one message of `message` bytes has.
  virtual std::uint64_t most_content(std::uint64_t message) const { return message; }
};

/// From an answer's messages to its content. Used by one thread at a time.
class MessageWriter {
 public:
  virtual ~MessageWriter() = default;

  /// Of the content.
  virtual std::string_view media_type() const = 0;
  /// Are errors told in the content, under the status 200, even where nothing has gone before them?
  virtual bool tells_errors() const { return false; }
  /// Are trailers told in the content? Else they follow it where the client takes them (RFC 9110 section 6.5).
  virtual bool tells_trailers() const { return true; }
  /// Is it of use only while it comes? Then nobody stores it, and proxies are asked not to gather it.
  virtual bool is_live() const { return false; }

  /// The functions below append to `out`. begin() comes before everything else, once.
  virtual void begin(std::string& /*out*/) {}
  virtual void message(std::string& out, std::span<const duet_slice> message, bool compress) = 0;
  /// The last of the content: how the call ended, by status, message, details and trailers of `reply`.
  virtual void end(std::string& out, const core::Call& call, const duet_reply& reply) = 0;
  /// After a while without output. Something that clients skip and that keeps proxies from taking the connection for
  /// dead, if there is such a thing; where nothing has gone before it, the answer's head goes now. `asking`: the client
  /// has ended its side, and a client that is gone answers whatever is sent to it with a reset. False: not even the
  /// head. Only between messages.
  virtual bool heartbeat(std::string& /*out*/, bool /*asking*/) { return false; }
};

/// Keeps an object until the call ends. Never two threads at a time.
template <class T>
T* keep(core::Call& call, std::unique_ptr<T> object) {
  T* const kept = object.get();
  call.hold({nullptr, 0, object.release(), [](void* owner) { delete static_cast<T*>(owner); }});
  return kept;
}

}  // namespace duet::rest
