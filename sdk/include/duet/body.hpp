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
//     while (more) {
//       const bool is_taken = co_await body.write(next_lines());
//       if (!is_taken) break;
//
// The host reads and holds only a bounded part ahead of the handler; a writer waits for a client that reads slowly.
// Both belong to the call, and are used by its coroutine alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "call.hpp"
#include "task/end_awaiters.hpp"

namespace duet {

class BodyReader;
class BodyWriter;

namespace detail {

class BodyAwaiter final : public ReceiveAwaiter {
 public:
  BodyAwaiter(Driver& driver, BodyReader& body);
  std::optional<std::string_view> await_resume() const;

 private:
  BodyReader& body_;
};

}  // namespace detail

// From body.read().
struct [[nodiscard]] ReadBody {
  using DuetAwaiter = detail::BodyAwaiter;
  operator BodyReader&() const { return body; }
  BodyReader& body;
};

// From body.write().
class [[nodiscard]] WriteBody {
 public:
  using DuetAwaiter = detail::SendAwaiter<WriteBody>;
  WriteBody(detail::Outlet& outlet, std::string_view bytes) : outlet_(outlet), bytes_(bytes) {}

  detail::Outlet& outlet() const { return outlet_; }
  duet_code send() const {
    const duet_slice piece{reinterpret_cast<const std::uint8_t*>(bytes_.data()), bytes_.size(), nullptr, nullptr};
    const detail::PieceHead head(outlet_, 0);
    return outlet_.send(head.get(), &piece, 1);
  }

 private:
  detail::Outlet& outlet_;
  std::string_view bytes_;
};

// The body of the request.
class BodyReader {
 public:
  explicit BodyReader(const detail::Line& line) : inlet_(line) {}
  BodyReader(const BodyReader&) = delete;
  BodyReader& operator=(const BodyReader&) = delete;

  // `co_await body.read()` gives the next piece as std::optional<std::string_view>, valid until the next read();
  // nothing at the end of the body, or when the call was cancelled: complete() tells which.
  ReadBody read() { return {*this}; }
  // Has all of the body been read?
  bool complete() const { return inlet_.ended; }

 private:
  friend class detail::BodyAwaiter;
  friend struct detail::EndAccess;

  detail::Inlet inlet_;
  std::string piece_;
};

// The body of the answer.
class BodyWriter {
 public:
  explicit BodyWriter(const detail::Line& line) : outlet_(line) {}
  BodyWriter(const BodyWriter&) = delete;
  BodyWriter& operator=(const BodyWriter&) = delete;

  // Before the first write(): what the body is; "application/octet-stream" if nothing is said. Headers of the call are
  // sent with the first piece too; those that are set later are not.
  void content_type(std::string_view media_type) { outlet_.call.set_header("content-type", media_type); }

  // `co_await body.write(bytes)` sends a piece, and waits while the client lags behind. False when nobody waits for
  // more. An error that the handler returns after the first piece ends the connection, so that no client takes the
  // answer for whole.
  WriteBody write(std::string_view bytes) { return {outlet_, bytes}; }

 private:
  friend struct detail::EndAccess;

  detail::Outlet outlet_;
};

namespace detail {

inline BodyAwaiter::BodyAwaiter(Driver& driver, BodyReader& body) : ReceiveAwaiter(driver, body.inlet_), body_(body) {}

inline std::optional<std::string_view> BodyAwaiter::await_resume() const {
  body_.piece_.clear();
  if (over() || (body_.inlet_.ended && body_.inlet_.piece.empty())) return std::nullopt;
  body_.piece_ = body_.inlet_.piece;
  return body_.piece_;
}

}  // namespace detail
}  // namespace duet
