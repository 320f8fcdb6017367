// The grammar of HTTP/1.1 requests: of heads by Boost.Beast's parser, of bodies by our own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/call.hpp"
#include "core/failure.hpp"
#include "rest/chunk_reader.hpp"
#include "rest/request_body.hpp"
#include "rest/request_head.hpp"

namespace duet::rest {

/// Parses one request after the other. Not thread safe. Trailers of requests are read, counted and dropped, which a
/// server may do (RFC 9110 section 6.5.1).
///
/// What Beast lets through although it must not pass is refused in check_framing() (framing.hpp): call it between head
/// and body.
class RequestParser {
 public:
  enum class Progress { kNeedMore, kDone, kFailed };

  /// Begins a request with its complete head. Names are turned into lower case in place; `call` gets the memory for the
  /// metadata and must outlive `head`, as must `block`. On failure the connection is of no further use.
  std::optional<core::Failure> parse_head(std::span<char> block, std::size_t header_count, core::Call& call,
                                          RequestHead& head);

  /// @pre parse_head() succeeded and the head says has_body(). The body goes to `body`, which outlives it; more than
  /// `limit` bytes of it, as they come over the wire, fail, and so do more than `other_limit` bytes of chunk extensions
  /// and trailers.
  void begin_body(RequestBody& body, std::uint64_t limit, std::size_t other_limit);

  /// @pre begin_body(). Takes `used` bytes of `bytes`: all of them, but for those behind the body.
  Progress parse_body(std::string_view bytes, std::size_t& used);

  /// Why parse_body() failed.
  const core::Failure& failure() const { return *failure_; }

 private:
  class Grammar;

  Progress parse_chunks(std::string_view bytes, std::size_t& used);
  Progress take(std::string_view piece);
  Progress fail(core::Failure failure);

  bool chunked_ = false;
  std::uint64_t content_left_ = 0;  // of a body that is not in chunks
  std::optional<ChunkReader> chunks_;
  RequestBody* body_ = nullptr;
  std::optional<core::Failure> failure_;
};

}  // namespace duet::rest
