#include "rest/websocket/handshake.hpp"

#include <duet/abi/description.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <memory>
#include <span>

#include "core/code_map.hpp"
#include "core/text.hpp"
#include "rest/answer_head.hpp"
#include "rest/http_text.hpp"
#include "rest/metadata.hpp"
#include "rest/websocket/writer.hpp"

namespace duet::rest {
namespace {

constexpr std::string_view kJson = "duet.json";
constexpr std::string_view kProtobuf = "duet.protobuf";

core::Failure bad_request(std::string message) { return {core::kInvalidArgument, std::move(message), 400}; }

struct Fields {
  std::string_view key;
  std::string_view version;
  std::string_view origin;
  std::string_view host;
  std::size_t keys = 0;
  std::size_t origins = 0;
};

// What belongs to the connection rather than to the call is taken away.
Fields take_fields(duet_request& request, std::span<duet_kv> metadata) {
  Fields fields;
  for (const duet_kv& pair : metadata) {
    const std::string_view name = core::view(pair.key);
    const std::string_view value = core::view(pair.value);
    if (name == "sec-websocket-key") ++fields.keys, fields.key = value;
    if (name == "sec-websocket-version") fields.version = value;
    if (name == "origin") ++fields.origins, fields.origin = value;
    if (name == "host") fields.host = value;
  }
  const auto end = std::remove_if(metadata.begin(), metadata.end(), [](const duet_kv& pair) {
    return core::view(pair.key).starts_with("sec-websocket-");
  });
  request.n_metadata = static_cast<std::size_t>(end - metadata.begin());
  return fields;
}

// 16 bytes in base64.
bool is_key(std::string_view key) {
  constexpr std::size_t kDigits = 22;
  return key.size() == kDigits + 2 && key.ends_with("==") &&
         std::all_of(key.begin(), key.begin() + kDigits, [](char c) {
           const char lower = to_lower(c);
           return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
         });
}

bool is_welcome(const Fields& fields, const std::vector<std::string>& origins) {
  if (fields.origins == 0) return true;
  const auto is_listed = [&](std::string_view one) { return one == "*" || equals_ignoring_case(one, fields.origin); };
  if (!origins.empty()) return fields.origins == 1 && std::any_of(origins.begin(), origins.end(), is_listed);
  const std::size_t mark = fields.origin.find("://");
  return fields.origins == 1 && mark != std::string_view::npos &&
         equals_ignoring_case(fields.origin.substr(mark + 3), fields.host);
}

// The encoding of the subprotocol that is taken, whose name is in `name`; 0 if there is none.
std::uint32_t choose_protocol(std::string_view wanted, std::uint32_t encodings, std::string_view& name) {
  if (wanted.empty()) return encodings & DUET_JSON;
  while (!wanted.empty()) {
    const std::string_view one = next_item(wanted, ',');
    const std::uint32_t encoding = one == kJson ? DUET_JSON : one == kProtobuf ? DUET_PROTOBUF : 0;
    if ((encoding & encodings) == 0) continue;
    name = one;
    return encoding;
  }
  return 0;
}

// Section 4.2.2.
void append_accept(std::string& out, std::string_view key) {
  const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest;
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  append_base64(out, {reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace

bool asks_for_websocket(const RequestHead& head) {
  return head.asks_for_websocket && head.method == "GET" && !head.http10 && !head.has_body();
}

std::optional<core::Failure> choose_websocket(core::Call& call, const core::Route& route, const RequestHead& head,
                                              std::string_view protocols, const RestOptions& options,
                                              Exchange& exchange) {
  const Fields fields = take_fields(call.request, {head.metadata, head.n_metadata});
  if (fields.version != "13") {
    exchange.extra_fields = "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";
    return core::Failure{core::kInvalidArgument, "this server speaks version 13 of WebSocket", 426};
  }
  if (fields.keys != 1 || !is_key(fields.key)) {
    return bad_request("Sec-WebSocket-Key must be given once, with 16 bytes in base64");
  }
  if (!is_welcome(fields, options.websocket_origins)) {
    return core::Failure{core::kPermissionDenied,
                         "pages of the origin '" + std::string(fields.origin.substr(0, 200)) +
                             "' may not open WebSockets here; the key rest.websocket_origins can name it",
                         403};
  }
  std::string_view protocol;
  const std::uint32_t encoding = choose_protocol(protocols, route.method->encodings, protocol);
  if (encoding == 0) {
    return bad_request("ask for a subprotocol that " + route.method->full_name + " speaks: " +
                       ((route.method->encodings & DUET_JSON) != 0 ? std::string(kJson) : std::string(kProtobuf)));
  }
  call.request.encoding = call.request.reply_encoding = encoding;
  exchange.wants_body = !route.body.empty();
  std::string upgrade = "Sec-WebSocket-Accept: ";
  append_accept(upgrade, fields.key);
  upgrade.append("\r\n");
  if (!protocol.empty()) upgrade.append("Sec-WebSocket-Protocol: ").append(protocol).append("\r\n");
  const duet_str kept = call.copy(upgrade);
  exchange.upgrade_fields = {kept.data, kept.size};
  exchange.websocket = keep(call, std::make_unique<WebSocketWriter>(encoding == DUET_JSON));
  exchange.writer = exchange.websocket;
  return std::nullopt;
}

void append_upgrade(std::string& out, const core::Call& call, const Exchange& exchange) {
  append_head_start(out, 101, false);
  out.append("Connection: Upgrade\r\nUpgrade: websocket\r\n").append(exchange.upgrade_fields);
  out.append("X-Request-Id: ").append(core::view(call.request.request_id)).append("\r\n\r\n");
}

}  // namespace duet::rest
