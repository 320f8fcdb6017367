// Bodies as bytes of any media type, in pieces: uploads that need not fit into memory, downloads that begin before they
// are complete. Over REST only; a handler takes them beside its request, which path and query then fill alone.
//
//   duet::Task<duet::Result<Stored>> Files::put(const PutRequest& request, duet::BodyReader& body, duet::Call& call) {
//     while (auto piece = co_await body.read()) file.append(*piece);
//     if (!body.complete()) co_return duet::cancelled("the upload broke off");
//     ...
//   duet::Task<duet::Result<duet::Empty>> Files::get(const GetRequest& request, duet::BodyWriter& body, duet::Call&
//   call) {
//     body.content_type("text/csv");
//     while (more && co_await body.write(next_lines())) ...
//
// The host reads and holds only a bounded part ahead of the handler; a writer waits for a client that reads slowly.
// Both belong to the call, and are used by its coroutine alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "call.hpp"

namespace duet {
namespace detail {
class ReadAwaiter;
class WriteAwaiter;
class Driver;
}  // namespace detail

class BodyReader;
class BodyWriter;

// From body.read().
struct [[nodiscard]] ReadBody {
  BodyReader& body;
};

// From body.write().
struct [[nodiscard]] WriteBody {
  BodyWriter& body;
  std::string_view bytes;
};

// The body of the request.
class BodyReader {
 public:
  BodyReader(const duet_host* host, duet_call call) : host_(host), call_(call) {}
  BodyReader(const BodyReader&) = delete;
  BodyReader& operator=(const BodyReader&) = delete;

  // `co_await body.read()` gives the next piece as std::optional<std::string_view>, valid until the next read();
  // nothing at the end of the body, or when the call was cancelled: complete() tells which.
  ReadBody read() { return {*this}; }
  // Has all of the body been read?
  bool complete() const { return ended_; }

 private:
  friend class detail::ReadAwaiter;
  friend class detail::Driver;

  const duet_host* host_;
  duet_call call_;
  std::string piece_;
  bool waiting_ = false;
  bool ended_ = false;
};

// The body of the answer.
class BodyWriter {
 public:
  BodyWriter(const duet_host* host, duet_call handle, Call& call) : host_(host), handle_(handle), call_(call) {}
  BodyWriter(const BodyWriter&) = delete;
  BodyWriter& operator=(const BodyWriter&) = delete;

  // Before the first write(): what the body is; "application/octet-stream" if nothing is said. Headers of the call are
  // sent with the first piece too; those that are set later are not.
  void content_type(std::string_view media_type) { call_.set_header("content-type", media_type); }

  // `co_await body.write(bytes)` sends a piece, and waits while the client lags behind. False when nobody waits for
  // more. An error that the handler returns after the first piece ends the connection, so that no client takes the
  // answer for whole.
  WriteBody write(std::string_view bytes) { return {*this, bytes}; }

 private:
  friend class detail::WriteAwaiter;
  friend class detail::Driver;

  duet_code send(std::string_view bytes);

  const duet_host* host_;
  duet_call handle_;
  Call& call_;
  bool begun_ = false;
  bool waiting_ = false;
};

}  // namespace duet
