// The plugin's ends of what streams through a call: where pieces of a body or messages come in, and where they go out.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../call.hpp"
#include "../status.hpp"

namespace duet::detail {

// The call that an end belongs to.
struct Line {
  const duet_host* host;
  duet_call handle;
  const duet_request& request;
  Call& call;
  bool may_wait;  // its handler holds a thread (DUET_WAITS), and is no coroutine
};

// What a call that nobody waits for ended with, as a handler is told.
inline Status end_of_call(bool deadline_passed) {
  if (deadline_passed) return deadline_exceeded("the deadline has passed");
  return cancelled("the call was cancelled");
}

struct Inlet {
  explicit Inlet(const Line& line) : host(line.host), handle(line.handle), may_wait(line.may_wait) {}

  const duet_host* host;
  duet_call handle;
  bool may_wait;
  bool waiting = false;    // a coroutine waits for the next piece
  bool ended = false;      // there is no further piece, or nobody wants it
  std::string_view piece;  // the one that the callback in progress has brought
};

// A slice that the host has handed over.
class OwnedSlice {
 public:
  explicit OwnedSlice(const duet_slice& slice) : slice_(slice) {}
  OwnedSlice(const OwnedSlice&) = delete;
  OwnedSlice& operator=(const OwnedSlice&) = delete;
  ~OwnedSlice() {
    if (slice_.release) slice_.release(slice_.owner);
  }

  std::string_view text() const { return {reinterpret_cast<const char*>(slice_.data), slice_.size}; }

 private:
  const duet_slice slice_;
};

struct Outlet {
  explicit Outlet(const Line& line) : host(line.host), handle(line.handle), call(line.call), may_wait(line.may_wait) {}

  // `head` may be null.
  duet_code send(const duet_reply* head, const duet_slice* piece, std::size_t n_piece) {
    begun = true;
    return host->send(host->host, handle, head, piece, n_piece);
  }

  const duet_host* host;
  duet_call handle;
  Call& call;
  bool may_wait;
  bool begun = false;    // the head has been sent
  bool waiting = false;  // a coroutine waits for room
};

// What the runtime may do with readers and writers and nobody else.
struct EndAccess {
  template <class End>
  static Inlet* in(End& end) {
    if constexpr (requires { end.inlet_; }) return &end.inlet_;
    return nullptr;
  }
  template <class End>
  static Outlet* out(End& end) {
    if constexpr (requires { end.outlet_; }) return &end.outlet_;
    return nullptr;
  }
  // What is wrong with the message that could not be read, or null.
  template <class End>
  static auto unread(const End& end) {
    if constexpr (requires { end.failure_; }) {
      return end.failure_.http_status != 0 ? &end.failure_ : nullptr;
    } else {
      return nullptr;
    }
  }
};

// What goes before a piece: the headers if it is the first one, and flags (DUET_REPLY_*).
class PieceHead {
 public:
  PieceHead(const Outlet& outlet, std::uint32_t flags) {
    reply_.size = sizeof reply_;
    reply_.flags = flags | outlet.call.reply_flags();
    needed_ = !outlet.begun || reply_.flags != 0;
    if (outlet.begun) return;
    reply_.http_status = outlet.call.chosen_http_status();
    headers_ = outlet.call.take_headers();
    pairs_ = to_pairs(headers_);
    reply_.metadata = pairs_.data();
    reply_.n_metadata = pairs_.size();
  }
  PieceHead(const PieceHead&) = delete;
  PieceHead& operator=(const PieceHead&) = delete;

  const duet_reply* get() const { return needed_ ? &reply_ : nullptr; }

 private:
  bool needed_ = true;
  HeaderList headers_;
  std::vector<duet_kv> pairs_;
  duet_reply reply_{};
};

inline void require_waiting(bool may_wait, const char* what) {
  if (!may_wait) {
    throw std::logic_error(std::string(what) + " followed by .wait() is for handlers that are plain functions; a " +
                           "coroutine writes co_await before it");
  }
}

}  // namespace duet::detail
