#include "rest/encodings.hpp"

#include <duet/abi/description.h>

#include <algorithm>
#include <span>
#include <string>

#include "core/code_map.hpp"
#include "core/text.hpp"
#include "rest/content_coding.hpp"
#include "rest/http_text.hpp"
#include "rest/stream/choose.hpp"

namespace duet::rest {
namespace {

core::Failure unsupported(std::string message) { return {core::kInvalidArgument, std::move(message), 415}; }

// The one coding that a Content-Encoding field names; nothing if there are several or it is not known here.
std::optional<Coding> coding_of(std::string_view content_encoding) {
  Coding only = Coding::kIdentity;
  while (!content_encoding.empty()) {
    const std::string_view name = next_item(content_encoding, ',');
    const std::optional<Coding> coding = name.empty() ? Coding::kIdentity : find_coding(name);
    if (!coding || (*coding != Coding::kIdentity && only != Coding::kIdentity)) return std::nullopt;
    if (*coding != Coding::kIdentity) only = *coding;
  }
  return only;
}

// Handlers get the body without its coding, so they get no field that tells of one either.
void remove_metadata(duet_request& request, std::string_view name) {
  // The pairs are the call's own.
  const std::span<duet_kv> metadata(const_cast<duet_kv*>(request.metadata), request.n_metadata);
  const auto end = std::remove_if(metadata.begin(), metadata.end(),
                                  [name](const duet_kv& pair) { return core::view(pair.key) == name; });
  request.n_metadata = static_cast<std::size_t>(end - metadata.begin());
}

// Of a body that is a message.
std::optional<core::Failure> read_content_type(const core::Method& method, std::string_view content_type,
                                               std::uint32_t& encoding) {
  encoding = encoding_of(content_type);
  if (encoding == 0)
    return unsupported("send the body with 'Content-Type: application/json' or 'application/protobuf'");
  if ((method.encodings & encoding) != 0) return std::nullopt;
  return unsupported(method.full_name + " does not read " + std::string(media_type_of(encoding)));
}

std::optional<core::Failure> choose_reply(const core::Method& method, const Accepted& accepted, duet_request& request) {
  const std::uint32_t acceptable = (accepted.json ? static_cast<std::uint32_t>(DUET_JSON) : 0u) |
                                   (accepted.protobuf ? static_cast<std::uint32_t>(DUET_PROTOBUF) : 0u);
  const std::uint32_t possible = acceptable & method.encodings;
  std::uint32_t wanted = accepted.named;
  if (wanted == 0) wanted = request.encoding == DUET_PROTOBUF ? DUET_PROTOBUF : DUET_JSON;
  if (possible == 0) {
    return core::Failure{core::kInvalidArgument,
                         method.full_name + " does not answer in " + std::string(media_type_of(wanted)), 406};
  }
  request.reply_encoding = (possible & wanted) != 0 ? wanted : possible;
  return std::nullopt;
}

}  // namespace

std::optional<core::Failure> choose_encodings(core::Call& call, const core::Route& route, const RequestHead& head,
                                              const Accepted& accepted, std::string_view accept,
                                              std::string_view content_encoding, const RestOptions& options,
                                              Exchange& exchange) {
  const core::Method& method = *route.method;
  duet_request& request = call.request;
  const bool raw_request = (method.flags & DUET_RAW_REQUEST) != 0;
  const bool raw_reply = (method.flags & DUET_RAW_REPLY) != 0;
  const bool takes_messages = (method.kind & DUET_CLIENT_STREAM) != 0;
  exchange.wants_body = head.has_body() && (raw_request || takes_messages || !route.body.empty());
  // The handler reads the body itself: path and query alone fill its request.
  if (raw_request) request.body_field = {"", 0};
  if (exchange.wants_body && !content_encoding.empty()) {
    const std::optional<Coding> coding = coding_of(content_encoding);
    if (!coding) {
      exchange.extra_fields = "Accept-Encoding: gzip, br, zstd\r\n";  // RFC 9110 section 15.5.16
      return unsupported("send the body with a Content-Encoding of 'gzip', 'br' or 'zstd', or without one");
    }
    exchange.body_coding = *coding;
    remove_metadata(request, "content-encoding");
  }
  if (route.bytes_request) {
    request.encoding = DUET_BYTES;
  } else if (takes_messages && (head.has_body() || !head.content_type.empty())) {
    if (auto failure = choose_reader(call, head.content_type, options, exchange)) return failure;
  } else if (exchange.wants_body && !raw_request) {
    if (auto failure = read_content_type(method, head.content_type, request.encoding)) return failure;
  }
  if ((method.kind & DUET_SERVER_STREAM) != 0) {
    if (auto failure = choose_writer(call, accept, exchange)) return failure;
  } else if (!raw_reply && !route.bytes_reply) {
    if (auto failure = choose_reply(method, accepted, request)) return failure;
  }
  // Where nothing has to be read or written, one that the method has.
  const std::uint32_t any = (method.encodings & DUET_JSON) != 0 ? DUET_JSON : DUET_PROTOBUF;
  if (route.bytes_reply) request.reply_encoding = DUET_BYTES;
  if (raw_reply) request.reply_encoding = any;
  if (request.encoding == 0) request.encoding = request.reply_encoding == DUET_BYTES ? any : request.reply_encoding;
  return std::nullopt;
}

}  // namespace duet::rest
