#include "rest/answer_head.hpp"

#include <duet/abi/description.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>

#include "base/clock.hpp"
#include "core/code_map.hpp"
#include "core/method.hpp"
#include "core/text.hpp"
#include "rest/content_coding.hpp"
#include "rest/etag.hpp"
#include "rest/http_text.hpp"
#include "rest/media.hpp"
#include "rest/metadata.hpp"
#include "rest/rpc/connect_error.hpp"
#include "rest/stream/format.hpp"

namespace duet::rest {
namespace {

using core::view;

// "Date: Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7), made once a second and thread.
void append_date(std::string& out) {
  static thread_local std::time_t made = -1;
  static thread_local std::string line;
  const auto now = static_cast<std::time_t>(base::wall_ns() / 1'000'000'000);
  if (now != made) {
    constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm utc{};
    gmtime_r(&now, &utc);
    std::array<char, 64> text;
    const int size = std::snprintf(text.data(), text.size(), "Date: %s, %02d %s %04d %02d:%02d:%02d GMT\r\n",
                                   kDays[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday,
                                   kMonths[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900, utc.tm_hour,
                                   utc.tm_min, utc.tm_sec);
    line.assign(text.data(), static_cast<std::size_t>(size));
    made = now;
  }
  out.append(line);
}

// Does what the client gets hang on its Accept field?
bool is_negotiated(const core::Call& call) {
  constexpr std::uint32_t kBoth = DUET_JSON | DUET_PROTOBUF;
  if (call.method != nullptr && (call.method->kind & DUET_SERVER_STREAM) != 0) return true;
  return call.method != nullptr && (call.method->encodings & kBoth) == kBoth &&
         (call.method->flags & DUET_RAW_REPLY) == 0 && call.request.reply_encoding != DUET_BYTES;
}

}  // namespace

void append_number(std::string& out, std::uint64_t number) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), static_cast<std::size_t>(end.ptr - digits.data()));
}

void append_head_start(std::string& out, std::uint32_t status, bool close) {
  if (status == 200) {
    out.append("HTTP/1.1 200 OK\r\n");
  } else {
    out.append("HTTP/1.1 ");
    append_number(out, status);
    out.append(" ").append(core::http_reason(status)).append("\r\n");
  }
  append_date(out);
  if (close) out.append("Connection: close\r\n");
}

void append_content_fields(std::string& out, std::string_view media_type, std::size_t size) {
  out.append("Content-Type: ").append(media_type).append("\r\nContent-Length: ");
  append_number(out, size);
  out.append("\r\n");
}

std::uint32_t status_of(const duet_reply& reply) {
  const std::uint32_t least = reply.code == core::kOk ? 200 : 400;
  return reply.http_status >= least && reply.http_status <= 599 ? reply.http_status : core::http_status_of(reply.code);
}

std::uint32_t status_of(const duet_reply& reply, const Exchange& exchange) {
  if (!exchange.is_rpc()) return status_of(reply);
  return exchange.writer != nullptr || reply.code == core::kOk ? 200 : connect_status_of(reply);
}

bool is_bodiless(std::uint32_t status) { return status == 204 || status == 205 || status == 304; }

bool AnswerHead::may_be_coded(std::uint32_t status, std::string_view media_type, std::size_t size) const {
  const Compression& compression = options_.compression;
  return !compression.codings.empty() && size >= compression.min_bytes && size > 0 && status != 206 &&
         (reply_.flags & DUET_REPLY_UNCOMPRESSED) == 0 && fields_.content_encoding.empty() && !fields_.content_range &&
         std::any_of(compression.types.begin(), compression.types.end(),
                     [&](std::string_view type) { return matches_type(media_type, type); });
}

bool AnswerHead::is_not_modified(std::uint32_t status, std::string_view etag) const {
  return status == 200 && exchange_.conditional && !exchange_.if_none_match.empty() && !etag.empty() &&
         names_etag(exchange_.if_none_match, etag);
}

void AnswerHead::start(std::uint32_t status, bool close) {
  append_head_start(out_, status, close);
  if (!close && exchange_.http10) out_.append("Connection: keep-alive\r\n");
}

void AnswerHead::coding(Coding coding) {
  if (coding != Coding::kIdentity) out_.append("Content-Encoding: ").append(coding_name(coding)).append("\r\n");
}

void AnswerHead::etag(std::string_view tag, bool weak) {
  if (tag.empty()) return;
  out_.append(weak && !tag.starts_with("W/") ? "ETag: W/" : "ETag: ").append(tag).append("\r\n");
}

void AnswerHead::caching(bool coded) {
  // An error has no Cache-Control: it is not what the method's author had in mind, and an admin whose proxy keeps
  // errors for a moment has said so there.
  const bool live = reply_.code == core::kOk && exchange_.writer != nullptr && exchange_.writer->is_live();
  if (live) {
    if (!fields_.cache_control) out_.append("Cache-Control: no-store\r\n");
    out_.append("X-Accel-Buffering: no\r\n");  // What nginx and those that do as it does read.
  } else if (exchange_.conditional && reply_.code == core::kOk && !fields_.cache_control) {
    const bool own = call_.method != nullptr && !call_.method->cache_control.empty();
    const std::string_view value = own ? call_.method->cache_control : options_.cache_control;
    if (!value.empty()) out_.append("Cache-Control: ").append(value).append("\r\n");
  }
  const bool negotiated = exchange_.conditional && !exchange_.is_rpc() && is_negotiated(call_);
  if (negotiated || coded || fields_.vary) append_vary(out_, metadata(), negotiated, coded);
}

void AnswerHead::end(std::uint32_t status) {
  out_.append("X-Request-Id: ").append(view(call_.request.request_id)).append("\r\n");
  out_.append(exchange_.extra_fields);
  for (const duet_kv& pair : metadata()) {
    if (passes_on(find_reply_field(view(pair.key)), status)) append_field(out_, {}, pair);
  }
  // What is written as gRPC-Web or as a Connect stream has them at its end.
  const std::size_t trailers = exchange_.is_rpc() && exchange_.writer != nullptr ? 0 : reply_.n_trailers;
  for (std::size_t i = 0; i < trailers; ++i) append_field(out_, "trailer-", reply_.trailers[i]);
  out_.append("\r\n");
}

void AnswerHead::not_modified(std::string_view tag, Coding wanted, bool coded, bool close) {
  start(304, close);
  etag(tag, wanted != Coding::kIdentity);
  caching(coded);
  end(304);
}

bool AnswerHead::passes_on(ReplyField field, std::uint32_t status) const {
  // What is not sent is not described (RFC 9110 section 15.4.5); nor does a handler know the content of an error.
  const bool has_own_content = status != 304 && reply_.code == core::kOk;
  switch (field) {
    case ReplyField::kEtag:
    case ReplyField::kVary:
      return false;  // They are written already.
    case ReplyField::kContentEncoding:
      // "identity" is a word for Accept-Encoding only (RFC 9110 section 8.4.1).
      return has_own_content && !exchange_.is_rpc() && !equals_ignoring_case(fields_.content_encoding, "identity");
    case ReplyField::kContentLanguage:
    case ReplyField::kContentRange:
      return has_own_content;
    default:
      return true;
  }
}

}  // namespace duet::rest
