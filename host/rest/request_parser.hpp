// The grammar of HTTP/1.1 requests, by Boost.Beast's parser.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <boost/beast/http/basic_parser.hpp>

#include "core/call.hpp"
#include "core/failure.hpp"
#include "rest/request_body.hpp"
#include "rest/request_head.hpp"

namespace duet::rest {

/// Parses one request after the other. Not thread safe.
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
  /// `limit` bytes of it, as they come over the wire, fail.
  void begin_body(RequestBody& body, std::uint64_t limit);

  /// @pre begin_body(). Takes `used` bytes of `bytes`; what it leaves must come again, with more behind it.
  Progress parse_body(std::string_view bytes, std::size_t& used);

  /// Why parse_body() failed.
  core::Failure failure() const;

 private:
  class Grammar final : public boost::beast::http::basic_parser<true> {
   public:
    using error_code = boost::beast::error_code;
    using string_view = boost::beast::string_view;

    RequestHead* head = nullptr;  // null from the end of the head on: trailers are dropped
    RequestBody* body = nullptr;
    std::uint64_t left = 0;  // of the body's limit

   private:
    void on_request_impl(boost::beast::http::verb verb, string_view method, string_view target, int version,
                         error_code&) override;
    void on_response_impl(int, string_view, int, error_code&) override {}
    void on_field_impl(boost::beast::http::field field, string_view name, string_view value, error_code&) override;
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(string_view piece, error_code& error) override { return take(piece, error); }
    void on_chunk_header_impl(std::uint64_t size, string_view, error_code& error) override;
    std::size_t on_chunk_body_impl(std::uint64_t, string_view piece, error_code& error) override {
      return take(piece, error);
    }
    void on_finish_impl(error_code&) override {}

    std::size_t take(string_view piece, error_code& error);
  };

  std::optional<Grammar> grammar_;
  boost::beast::error_code error_;
};

}  // namespace duet::rest
