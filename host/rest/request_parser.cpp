#include "rest/request_parser.hpp"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/impl/basic_parser.hpp>
#include <limits>
#include <utility>

#include "core/code_map.hpp"
#include "rest/http_text.hpp"
#include "rest/target.hpp"

namespace duet::rest {
namespace {

namespace http = boost::beast::http;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

// Beast takes lists of equal numbers for one.
bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A version that is well formed but not ours gets its own status (RFC 9110 section 15.6.6).
bool names_other_version(std::string_view block) {
  const std::string_view line = block.substr(0, block.find("\r\n"));
  const std::string_view version = line.substr(line.rfind(' ') + 1);
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return version.size() == 8 && version.starts_with("HTTP/") && digit(version[5]) && version[6] == '.' &&
         digit(version[7]) && version != "HTTP/1.0" && version != "HTTP/1.1";
}

core::Failure bad_request(std::string message) { return {core::kInvalidArgument, std::move(message), 400}; }

}  // namespace

/// Beast's parser up to the end of the head.
class RequestParser::Grammar final : public http::basic_parser<true> {
 public:
  using error_code = boost::beast::error_code;
  using string_view = boost::beast::string_view;

  explicit Grammar(RequestHead& head) : head_(head) {}

  /// Given more than once, or not a plain number: it leaves room for two readings (RFC 9112 section 6.3).
  bool doubtful_length() const { return lengths_ > 1 || (lengths_ == 1 && !is_number(length_)); }

  /// Says Connection "close", whatever else it says? (Beast forgets it with HTTP/1.0 and "keep-alive".)
  bool closes() const { return closes_; }

  /// Does the client ask for WebSocket in place of HTTP (RFC 9110 section 7.8)?
  bool asks_for_websocket() const { return upgrades_ && names_websocket_; }

 private:
  void note_connection(std::string_view options) {
    while (!options.empty()) {
      const std::string_view option = next_item(options, ',');
      closes_ = equals_ignoring_case(option, "close") || closes_;
      upgrades_ = equals_ignoring_case(option, "upgrade") || upgrades_;
    }
  }
  void note_upgrade(std::string_view protocols) {
    while (!protocols.empty()) {
      names_websocket_ = equals_ignoring_case(next_item(protocols, ','), "websocket") || names_websocket_;
    }
  }
  void note_transfer(std::string_view codings) {
    while (!codings.empty()) {
      head_.takes_trailers = equals_ignoring_case(next_item(codings, ','), "trailers") || head_.takes_trailers;
    }
  }
  void note_expectations(std::string_view list) {
    while (!list.empty()) {
      const std::string_view one = next_item(list, ',');
      const bool known = equals_ignoring_case(one, "100-continue");
      head_.expects_continue = head_.expects_continue || known;
      head_.expects_other = head_.expects_other || !(known || one.empty());
    }
  }
  void on_request_impl(http::verb verb, string_view method, string_view target, int version, error_code&) override {
    head_.method = view(method);
    head_.target = view(target);
    head_.http10 = version == 10;
    head_.method_known = verb != http::verb::unknown;
  }
  void on_response_impl(int, string_view, int, error_code&) override {}
  void on_field_impl(http::field field, string_view name, string_view value, error_code&) override;
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(string_view, error_code&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view, error_code&) override { return 0; }
  void on_finish_impl(error_code&) override {}

  RequestHead& head_;
  std::size_t lengths_ = 0;
  std::string_view length_;
  bool closes_ = false;
  bool upgrades_ = false;
  bool names_websocket_ = false;
};

void RequestParser::Grammar::on_field_impl(http::field field, string_view name, string_view value, error_code&) {
  // The bytes are the door's own copy of the head.
  for (char* c = const_cast<char*>(name.data()); c != name.data() + name.size(); ++c) *c = to_lower(*c);

  const auto first = [&](std::string_view& known) {
    if (known.data() == nullptr) known = view(value);
  };
  switch (field) {
    case http::field::host:
      ++head_.hosts, first(head_.host);
      break;
    case http::field::content_type:
      ++head_.content_types, first(head_.content_type);
      break;
    case http::field::content_encoding:
      first(head_.content_encoding);
      break;
    case http::field::accept:
      first(head_.accept);
      break;
    case http::field::content_length:
      ++lengths_, length_ = view(value);
      break;
    case http::field::connection:
      note_connection(view(value));
      break;
    case http::field::upgrade:
      note_upgrade(view(value));
      break;
    case http::field::te:
      note_transfer(view(value));
      break;
    case http::field::expect:
      note_expectations(view(value));
      break;
    case http::field::transfer_encoding:
      ++head_.transfer_encodings, first(head_.transfer_encoding);
      break;
    case http::field::unknown:
      if (view(name) == "x-request-id") first(head_.request_id);
      if (view(name) == "x-request-timeout") first(head_.timeout);
      break;
    default:
      break;
  }
  if (is_connection_field(view(name))) return;
  head_.metadata[head_.n_metadata++] = {{name.data(), name.size()}, {value.data(), value.size()}};
}

std::optional<core::Failure> RequestParser::parse_head(std::span<char> block, std::size_t header_count,
                                                       core::Call& call, RequestHead& head) {
  // One more than there are: the target can bring a host.
  head.metadata = static_cast<duet_kv*>(call.arena().allocate((header_count + 1) * sizeof(duet_kv), alignof(duet_kv)));
  Grammar grammar(head);
  grammar.header_limit(std::numeric_limits<std::uint32_t>::max());  // The scanner has checked it.
  grammar.body_limit(boost::none);
  boost::beast::error_code error;
  grammar.put(boost::asio::const_buffer(block.data(), block.size()), error);
  if (error) {
    if (error == http::error::bad_version && names_other_version({block.data(), block.size()})) {
      return core::Failure{core::kUnimplemented, "this server speaks HTTP/1.1 and HTTP/1.0", 505};
    }
    return bad_request("the request is malformed: " + error.message());
  }
  if (grammar.doubtful_length()) return bad_request("the request is malformed: more than one Content-Length");
  split_target(head);
  head.keep_alive = grammar.keep_alive() && !grammar.closes();
  head.asks_for_websocket = grammar.asks_for_websocket();
  head.chunked = chunked_ = grammar.chunked();
  head.content_length = content_left_ = grammar.content_length().value_or(0);
  return std::nullopt;
}

void RequestParser::begin_body(RequestBody& body, std::uint64_t limit, std::size_t other_limit) {
  body_ = &body;
  failure_.reset();
  chunks_.emplace(limit, other_limit);
}

RequestParser::Progress RequestParser::parse_body(std::string_view bytes, std::size_t& used) {
  used = 0;
  if (chunked_) return parse_chunks(bytes, used);
  used = std::min<std::uint64_t>(content_left_, bytes.size());
  content_left_ -= used;
  if (take(bytes.substr(0, used)) == Progress::kFailed) return Progress::kFailed;
  return content_left_ == 0 ? Progress::kDone : Progress::kNeedMore;
}

RequestParser::Progress RequestParser::parse_chunks(std::string_view bytes, std::size_t& used) {
  while (true) {
    std::string_view content;
    switch (chunks_->read(bytes, used, content)) {
      case ChunkReader::State::kNeedMore:
        return Progress::kNeedMore;
      case ChunkReader::State::kContent:
        if (take(content) == Progress::kFailed) return Progress::kFailed;
        break;
      case ChunkReader::State::kDone:
        return Progress::kDone;
      case ChunkReader::State::kTooLarge:
        return fail({core::kResourceExhausted, "the request body is larger than this server accepts", 413});
      case ChunkReader::State::kTooLong:
        return fail(
            {core::kInvalidArgument, "the body's chunk heads or trailers are larger than this server accepts", 431});
      case ChunkReader::State::kMalformed:
        return fail(bad_request("the request body is malformed: these are not chunks"));
    }
  }
}

RequestParser::Progress RequestParser::take(std::string_view piece) {
  return body_->take(piece) ? Progress::kNeedMore : fail(body_->failure());
}

RequestParser::Progress RequestParser::fail(core::Failure failure) {
  failure_ = std::move(failure);
  return Progress::kFailed;
}

}  // namespace duet::rest
