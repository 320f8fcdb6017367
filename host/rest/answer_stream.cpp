#include "rest/answer_stream.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

#include "rest/answer_head.hpp"
#include "rest/http_text.hpp"
#include "rest/media.hpp"
#include "rest/stream/format.hpp"
#include "rest/stream/trailers.hpp"

namespace duet::rest {
namespace {

constexpr std::string_view kEvents = "text/event-stream";

// A proxy may hold back a coded stream to have more of it at once, and events would wait there: "text/*" is not enough.
bool compresses_streams_of(std::string_view media_type, const Compression& compression) {
  return compression.streams &&
         (!matches_type(media_type, kEvents) ||
          std::any_of(compression.types.begin(), compression.types.end(),
                      [](std::string_view type) { return equals_ignoring_case(type, kEvents); }));
}

}  // namespace

StreamForm append_stream_head(std::string& out, const core::Call& call, const duet_reply& reply,
                              const Exchange& exchange, const RestOptions& options, bool close) {
  AnswerHead head(out, call, reply, exchange, options);
  const std::string_view own = head.fields().content_type;
  const std::string_view otherwise =
      exchange.writer != nullptr ? exchange.writer->media_type() : std::string_view("application/octet-stream");
  const std::string_view media_type = own.empty() || exchange.writer != nullptr ? otherwise : own;
  const std::uint32_t status = status_of(reply, exchange);
  const bool bodiless = is_bodiless(status);
  // Its size is not known; it is taken for large enough.
  const bool may_be_coded = !exchange.is_rpc() && compresses_streams_of(media_type, options.compression) && !bodiless &&
                            head.may_be_coded(status, media_type, static_cast<std::size_t>(-1));
  StreamForm form;
  form.coding = may_be_coded ? exchange.coding : Coding::kIdentity;
  form.close = close;
  if (head.is_not_modified(status, head.fields().etag)) {
    head.not_modified(head.fields().etag, form.coding, may_be_coded, close);
    form.content = form.chunked = false;
    return form;
  }
  form.content = !bodiless && !exchange.head_request;
  form.chunked = form.content && !exchange.http10;
  form.close = close || (form.content && !form.chunked);
  head.start(status, form.close);
  if (!bodiless) out.append("Content-Type: ").append(media_type).append("\r\n");
  if (!bodiless && !exchange.http10) out.append("Transfer-Encoding: chunked\r\n");
  if (status == 205) out.append("Content-Length: 0\r\n");
  head.coding(form.coding);
  head.etag(head.fields().etag, form.coding != Coding::kIdentity);
  head.caching(may_be_coded);
  head.end(status);
  return form;
}

void append_chunk(std::string& out, std::string_view piece) {
  if (piece.empty()) return;
  std::array<char, 16> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), piece.size(), 16);
  out.append(digits.data(), static_cast<std::size_t>(end.ptr - digits.data())).append("\r\n");
  out.append(piece).append("\r\n");
}

void append_last_chunk(std::string& out, std::span<const duet_kv> trailers) {
  out.append("0\r\n");
  append_trailer_fields(out, trailers);
  out.append("\r\n");
}

}  // namespace duet::rest
