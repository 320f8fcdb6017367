// One call, as its handler sees it: who asks, how long there is left, and what goes back beside the answer.
//
// A call belongs to the runtime. The handler may use it until it returns (a coroutine: until it has run to its end),
// from one thread at a time. Texts that it returns live as long as the call.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "abi/call.h"
#include "abi/host.h"
#include "cookie.hpp"
#include "log.hpp"
#include "task/awaitables.hpp"

namespace duet {

// The way that a call came in: gRPC's own port, or any of the protocols that REST's port speaks (HTTP with JSON or
// protobuf, SSE, WebSocket, gRPC-Web, Connect).
enum class Door { kRest = DUET_DOOR_REST, kGrpc = DUET_DOOR_GRPC };

using HeaderList = std::vector<std::pair<std::string, std::string>>;

namespace detail {
// The list as the ABI has it; borrows its texts.
inline std::vector<duet_kv> to_pairs(const HeaderList& list) {
  std::vector<duet_kv> pairs;
  pairs.reserve(list.size());
  for (const auto& [key, value] : list) pairs.push_back({to_abi(key), to_abi(value)});
  return pairs;
}

}  // namespace detail

class Call {
 public:
  Call(const duet_host* host, duet_call handle, const duet_request* request)
      : host_(host), handle_(handle), request_(request) {}
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  // The first value of a request header (REST) or of metadata (gRPC); `key` in lower case.
  std::optional<std::string_view> metadata(std::string_view key) const {
    for (const duet_kv& pair : all_metadata()) {
      if (detail::to_view(pair.key) == key) return detail::to_view(pair.value);
    }
    return std::nullopt;
  }
  // All values of it, in the order received.
  std::vector<std::string_view> metadata_all(std::string_view key) const {
    std::vector<std::string_view> values;
    for (const duet_kv& pair : all_metadata()) {
      if (detail::to_view(pair.key) == key) values.push_back(detail::to_view(pair.value));
    }
    return values;
  }
  // Everything that came, as pairs of key and value.
  template <class Function>
  void for_each_metadata(Function&& function) const {
    for (const duet_kv& pair : all_metadata()) function(detail::to_view(pair.key), detail::to_view(pair.value));
  }

  // Names this call in logs and in error answers.
  std::string_view request_id() const { return detail::to_view(request_->request_id); }
  // Address and port of the caller.
  std::string_view peer() const { return detail::to_view(request_->peer); }
  // The subject of the caller's certificate as RFC 4514 writes it ("CN=alice,O=Example"), once TLS has verified it;
  // empty for callers without one.
  std::string_view client_subject() const {
    const bool known = DUET_HAS_FIELD(duet_request, request_, client_subject);
    return known ? detail::to_view(request_->client_subject) : std::string_view();
  }
  Door door() const { return static_cast<Door>(request_->door); }

  // When nobody will wait any longer; nothing where the caller set no limit. std::chrono::steady_clock is the clock
  // that the host means (CLOCK_MONOTONIC).
  std::optional<std::chrono::steady_clock::time_point> deadline() const {
    if (request_->deadline_ns == 0) return std::nullopt;
    return std::chrono::steady_clock::time_point(std::chrono::nanoseconds(request_->deadline_ns));
  }
  // What is left until the deadline; below zero when it has passed.
  std::optional<std::chrono::nanoseconds> time_left() const {
    if (const auto end = deadline()) return *end - std::chrono::steady_clock::now();
    return std::nullopt;
  }
  // Has the caller gone away or the deadline passed? Then nobody waits for the answer; the handler still returns one.
  bool cancelled() const { return host_->cancelled(host_->host, handle_) != 0; }

  // The host's log; each line carries the request id.
  Log log() const { return Log(host_, handle_); }

  // Adds a response header (REST) or initial metadata (gRPC); of a stream before its first message. Keys are written in
  // lower case. A key or value that a header cannot carry by both doors (anything but printable ASCII, other than in
  // the binary value of a "-bin" key) is left out, with a warning in the log.
  void set_header(std::string_view key, std::string_view value) { add(headers_, key, value); }
  // The same for what follows the body or the last message: trailing metadata (gRPC) or trailers (REST).
  void set_trailer(std::string_view key, std::string_view value) { add(trailers_, key, value); }

  // What REST answers in place of 200 when the handler returns an answer, or before the first message of a stream: 201
  // Created, 202 Accepted, 303 See Other with a header "location". gRPC, gRPC-Web and Connect's callers see no
  // difference. Of an error the code decides. Throws std::invalid_argument unless it is from 200 to 399.
  void http_status(std::uint32_t status) {
    if (status < 200 || status > 399) {
      throw std::invalid_argument("call.http_status(" + std::to_string(status) +
                                  "): it is for answers, and those have 200 to 399; errors are a duet::Status");
    }
    http_status_ = status;
  }
  // Sends the answer without compressing it, whatever the caller and the configuration say: it is compressed already,
  // or secrets stand beside what callers may choose (BREACH). Of a stream it holds for all messages that follow.
  void do_not_compress() { reply_flags_ |= DUET_REPLY_UNCOMPRESSED; }

  // The cookie of that name that the caller has sent (RFC 6265, 4.2), without the quotes that may stand around it. Of
  // several the first.
  std::optional<std::string_view> cookie(std::string_view name) const {
    for (const duet_kv& pair : all_metadata()) {
      if (detail::to_view(pair.key) != "cookie") continue;
      if (const auto value = detail::find_cookie(detail::to_view(pair.value), name)) return value;
    }
    return std::nullopt;
  }
  // Has the caller keep a cookie: a header Set-Cookie of its own (RFC 6265, 4.1). A caller by gRPC gets none. Throws
  // std::invalid_argument if it cannot be one: see cookie.hpp.
  void set_cookie(const Cookie& cookie) {
    std::string text = detail::cookie_text(cookie);
    if (door() == Door::kRest) add(headers_, "set-cookie", text);
  }

  // What was set, for the runtime to send and for tests to look at.
  std::uint32_t chosen_http_status() const { return http_status_; }
  std::uint32_t reply_flags() const { return reply_flags_; }
  const HeaderList& headers() const { return headers_; }
  const HeaderList& trailers() const { return trailers_; }
  HeaderList take_headers() {
    headers_are_sent_ = true;
    return std::exchange(headers_, {});
  }
  HeaderList take_trailers() { return std::exchange(trailers_, {}); }

  // In a coroutine handler: `bool passed = co_await call.sleep_for(50ms);` false when the call was cancelled first.
  Sleep sleep_for(std::chrono::nanoseconds duration) const { return Sleep{duration}; }
  // In a coroutine handler: `co_await call.yield();` lets other calls have the thread.
  Yield yield() const { return Yield{}; }

 private:
  struct Pairs {
    const duet_kv* first;
    std::size_t count;
    const duet_kv* begin() const { return first; }
    const duet_kv* end() const { return first + count; }
  };
  Pairs all_metadata() const { return {request_->metadata, request_->n_metadata}; }

  static bool is_key(std::string_view key) {
    constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
    return !key.empty() && key.find_first_not_of(kAllowed) == std::string_view::npos;
  }
  static bool is_value(std::string_view key, std::string_view value) {
    if (key.ends_with("-bin")) return true;
    return std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c <= 0x7e; });
  }
  void add(HeaderList& list, std::string_view key, std::string_view value) {
    if (&list == &headers_ && headers_are_sent_) {
      log().with("header", key).warn("a header that was set after the first message of the answer was left out");
      return;
    }
    std::string name(key);
    for (char& c : name) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    if (is_key(name) && is_value(name, value)) {
      list.emplace_back(std::move(name), std::string(value));
    } else {
      log()
          .with("header", key)
          .warn("a header that cannot be sent was left out: its key or value has forbidden characters");
    }
  }

  const duet_host* host_;
  duet_call handle_;
  const duet_request* request_;
  HeaderList headers_;
  HeaderList trailers_;
  std::uint32_t http_status_ = 0;
  std::uint32_t reply_flags_ = 0;
  bool headers_are_sent_ = false;
};

}  // namespace duet
