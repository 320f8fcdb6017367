#include "rest/request_parser.hpp"

#include <boost/beast/http/impl/basic_parser.hpp>
#include <limits>

#include "core/code_map.hpp"
#include "rest/http_text.hpp"

namespace duet::rest {
namespace {

namespace http = boost::beast::http;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

// A version that is well formed but not ours gets its own status (RFC 9110 section 15.6.6).
bool names_other_version(std::string_view block) {
  const std::string_view line = block.substr(0, block.find('\r'));
  const std::string_view version = line.substr(line.rfind(' ') + 1);
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return version.size() == 8 && version.starts_with("HTTP/") && digit(version[5]) && version[6] == '.' &&
         digit(version[7]);
}

core::Failure bad_request(std::string message) { return {core::kInvalidArgument, std::move(message), 400}; }

}  // namespace

void RequestParser::Grammar::on_request_impl(http::verb verb, string_view method, string_view target, int version,
                                             error_code&) {
  head->method = view(method);
  head->target = view(target);
  head->http10 = version == 10;
  head->method_known = verb != http::verb::unknown;
}

void RequestParser::Grammar::on_field_impl(http::field field, string_view name, string_view value, error_code&) {
  if (head == nullptr) return;
  // The bytes are the door's own copy of the head.
  for (char* c = const_cast<char*>(name.data()); c != name.data() + name.size(); ++c) *c = to_lower(*c);

  const auto first = [&](std::string_view& known) {
    if (known.data() == nullptr) known = view(value);
  };
  switch (field) {
    case http::field::host:
      ++head->hosts, first(head->host);
      break;
    case http::field::content_type:
      ++head->content_types, first(head->content_type);
      break;
    case http::field::content_encoding:
      first(head->content_encoding);
      break;
    case http::field::accept:
      first(head->accept);
      break;
    case http::field::expect:
      first(head->expect);
      break;
    case http::field::transfer_encoding:
      ++head->transfer_encodings, first(head->transfer_encoding);
      break;
    case http::field::unknown:
      if (view(name) == "x-request-id") first(head->request_id);
      if (view(name) == "x-request-timeout") first(head->timeout);
      break;
    default:
      break;
  }
  if (is_connection_field(view(name))) return;
  head->metadata[head->n_metadata++] = {{name.data(), name.size()}, {value.data(), value.size()}};
}

void RequestParser::Grammar::on_chunk_header_impl(std::uint64_t size, string_view, error_code& error) {
  if (size > left) error = http::error::body_limit;
}

std::size_t RequestParser::Grammar::take(string_view piece, error_code& error) {
  if (piece.size() > left) {
    error = http::error::body_limit;
    return 0;
  }
  left -= piece.size();
  if (!body->take(view(piece))) error = http::error::bad_value;
  return piece.size();
}

std::optional<core::Failure> RequestParser::parse_head(std::span<char> block, std::size_t header_count,
                                                       core::Call& call, RequestHead& head) {
  head.metadata = static_cast<duet_kv*>(call.arena().allocate(header_count * sizeof(duet_kv) + 1, alignof(duet_kv)));
  Grammar& grammar = grammar_.emplace();
  grammar.header_limit(std::numeric_limits<std::uint32_t>::max());  // The scanner has checked it.
  grammar.body_limit(boost::none);
  grammar.head = &head;
  grammar.put(boost::asio::const_buffer(block.data(), block.size()), error_);
  grammar.head = nullptr;
  if (error_) {
    if (error_ == http::error::bad_version && names_other_version({block.data(), block.size()})) {
      return core::Failure{core::kUnimplemented, "this server speaks HTTP/1.1 and HTTP/1.0", 505};
    }
    return bad_request("the request is malformed: " + error_.message());
  }
  head.keep_alive = grammar.keep_alive();
  head.chunked = grammar.chunked();
  head.content_length = grammar.content_length().value_or(0);
  return std::nullopt;
}

void RequestParser::begin_body(RequestBody& body, std::uint64_t limit) {
  grammar_->body = &body;
  grammar_->left = limit;
}

RequestParser::Progress RequestParser::parse_body(std::string_view bytes, std::size_t& used) {
  Grammar& grammar = *grammar_;
  used = 0;
  while (used < bytes.size()) {
    used += grammar.put(boost::asio::const_buffer(bytes.data() + used, bytes.size() - used), error_);
    if (error_ == http::error::need_more) return Progress::kNeedMore;
    if (error_) return Progress::kFailed;
    if (grammar.is_done()) return Progress::kDone;
  }
  return Progress::kNeedMore;
}

core::Failure RequestParser::failure() const {
  if (error_ == http::error::bad_value) return grammar_->body->failure();
  if (error_ == http::error::body_limit) {
    return {core::kResourceExhausted, "the request body is larger than this server accepts", 413};
  }
  return bad_request("the request body is malformed: " + error_.message());
}

}  // namespace duet::rest
