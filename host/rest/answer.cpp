#include "rest/answer.hpp"

#include <duet/abi/description.h>
#include <google/rpc/status.pb.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <span>

#include "base/clock.hpp"
#include "core/code_map.hpp"
#include "core/text.hpp"
#include "rest/media.hpp"
#include "rest/metadata.hpp"
#include "rest/problem.hpp"

namespace duet::rest {
namespace {

using core::view;
std::string_view view(const duet_slice& slice) { return {reinterpret_cast<const char*>(slice.data), slice.size}; }

void append_number(std::string& out, std::uint64_t number) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), static_cast<std::size_t>(end.ptr - digits.data()));
}

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

void append_status_line(std::string& out, std::uint32_t status) {
  if (status == 200) {
    out.append("HTTP/1.1 200 OK\r\n");
    return;
  }
  out.append("HTTP/1.1 ");
  append_number(out, status);
  out.append(" ").append(core::http_reason(status)).append("\r\n");
}

// A handler chooses among final statuses, and for an error among those of errors.
std::uint32_t status_of(const duet_reply& reply) {
  const std::uint32_t least = reply.code == core::kOk ? 200 : 400;
  return reply.http_status >= least && reply.http_status <= 599 ? reply.http_status : core::http_status_of(reply.code);
}

void append_connection(std::string& out, const Exchange& exchange, bool close) {
  if (close) {
    out.append("Connection: close\r\n");
  } else if (exchange.http10) {
    out.append("Connection: keep-alive\r\n");
  }
}

bool has_field(std::span<const duet_kv> metadata, std::string_view name) {
  for (const duet_kv& pair : metadata) {
    if (view(pair.key) == name) return true;
  }
  return false;
}

std::string status_bytes(const duet_reply& reply) {
  if (reply.details.size > 0) return std::string(view(reply.details));
  google::rpc::Status status;
  status.set_code(core::known_code(reply.code));
  status.set_message(std::string(view(reply.message)));
  return status.SerializeAsString();
}

void append_head_end(std::string& out, const core::Call& call, const duet_reply& reply, const Exchange& exchange) {
  out.append("X-Request-Id: ").append(view(call.request.request_id)).append("\r\n");
  out.append(exchange.extra_fields);
  if (reply.n_metadata > 0) append_metadata(out, {}, {reply.metadata, reply.n_metadata});
  if (reply.n_trailers > 0) append_metadata(out, "trailer-", {reply.trailers, reply.n_trailers});
  out.append("\r\n");
}

void append_content(std::string& out, std::string_view media_type, std::size_t size) {
  out.append("Content-Type: ").append(media_type).append("\r\nContent-Length: ");
  append_number(out, size);
  out.append("\r\n");
}

void append_error(std::string& out, const core::Call& call, const duet_reply& reply, const Exchange& exchange,
                  std::uint32_t status) {
  const Problem problem =
      exchange.protobuf_errors ? Problem{status_bytes(reply), 0} : make_problem(call, reply, status);
  const std::string_view media_type = exchange.protobuf_errors ? media_type_of(DUET_PROTOBUF) : kProblemMediaType;
  append_content(out, media_type, problem.body.size());
  const std::span<const duet_kv> metadata(reply.metadata, reply.n_metadata);
  if (problem.retry_after_s > 0 && !has_field(metadata, "retry-after")) {
    out.append("Retry-After: ");
    append_number(out, static_cast<std::uint64_t>(problem.retry_after_s));
    out.append("\r\n");
  }
  // A 401 without a challenge is not one (RFC 9110 section 15.5.2).
  if (status == 401 && !has_field(metadata, "www-authenticate")) out.append("WWW-Authenticate: Bearer\r\n");
  append_head_end(out, call, reply, exchange);
  if (!exchange.head_request) out.append(problem.body);
}

}  // namespace

void append_answer(std::string& out, const core::Call& call, const duet_reply& reply, const Exchange& exchange,
                   bool close) {
  const std::uint32_t status = status_of(reply);
  append_status_line(out, status);
  append_date(out);
  append_connection(out, exchange, close);
  if (reply.code != core::kOk) {
    append_error(out, call, reply, exchange, status);
    return;
  }
  // These have no content, whatever the handler says (RFC 9110 sections 15.3.5, 15.3.6 and 15.4.5).
  const bool bodiless = status == 204 || status == 205 || status == 304;
  std::size_t size = 0;
  for (std::size_t i = 0; i < reply.n_body; ++i) size += reply.body[i].size;
  if (!bodiless) append_content(out, media_type_of(call.request.reply_encoding), size);
  if (status == 205) out.append("Content-Length: 0\r\n");
  append_head_end(out, call, reply, exchange);
  if (bodiless || exchange.head_request) return;
  for (std::size_t i = 0; i < reply.n_body; ++i) out.append(view(reply.body[i]));
}

void append_overloaded(std::string& out) {
  constexpr std::string_view kBody =
      R"({"type":"about:blank","title":"Service Unavailable","status":503,"code":"UNAVAILABLE",)"
      R"("detail":"the server is busy; try again later"})";
  append_status_line(out, 503);
  append_date(out);
  out.append("Connection: close\r\nRetry-After: 1\r\n");
  append_content(out, kProblemMediaType, kBody.size());
  out.append("\r\n").append(kBody);
}

}  // namespace duet::rest
