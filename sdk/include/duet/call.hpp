// One call, as its handler sees it: who asks, how long there is left, and what goes back beside the answer.
//
// A call belongs to the runtime. The handler may use it until it returns (a coroutine: until it has run to its end),
// from one thread at a time. Texts that it returns live as long as the call.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "abi/call.h"
#include "abi/host.h"
#include "log.hpp"
#include "task/awaitables.hpp"

namespace duet {

// The way that a call came in.
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

  // Adds a response header (REST) or initial metadata (gRPC). Keys are written in lower case. A key or value that a
  // header cannot carry by both doors (anything but printable ASCII, other than in the binary value of a "-bin" key) is
  // left out, with a warning in the log.
  void set_header(std::string_view key, std::string_view value) { add(headers_, key, value); }
  // The same for what follows the body: trailing metadata (gRPC) or trailers (REST).
  void set_trailer(std::string_view key, std::string_view value) { add(trailers_, key, value); }

  // What was set, for the runtime to send and for tests to look at.
  const HeaderList& headers() const { return headers_; }
  const HeaderList& trailers() const { return trailers_; }
  HeaderList take_headers() { return std::move(headers_); }
  HeaderList take_trailers() { return std::move(trailers_); }

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
};

}  // namespace duet
