// Request fields to metadata, and metadata to response fields.
//
// The rule, for handlers that see the same by every door:
// - A field of a request is metadata: its name in lower case, its value as UTF-8; where the name ends in "-bin" the
//   value is bytes, in base64 on the wire, and a list of them with commas between is as many pairs.
// - Metadata of an answer is fields of its head by the same rule. Trailers are fields named "trailer-..." of the head,
//   or what gRPC-Web and Connect's streams have at the end of the content.
// - Never across, in either direction: what belongs to one connection or frames a message (Connection, TE, Trailer,
//   Transfer-Encoding, Upgrade, Keep-Alive, Proxy-..., Content-Length), and the names of the protocols, which begin
//   with "grpc-" and "connect-". Of gRPC-Web and Connect also Content-Type, Content-Encoding and X-Grpc-Web.
// - traceparent, user-agent and all others do cross. X-Request-Id is the call's name; it is the door that writes it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <duet/abi/base.h>

#include "core/call.hpp"

namespace duet::rest {

/// Makes the call's metadata of received fields: what does not cross is left out (`rpc`: what gRPC-Web and Connect
/// have besides), values become UTF-8 (what is not is read as ISO 8859-1, HTTP's old default), and those of names that
/// end in "-bin" are decoded. In place, but where there are lists of those. False with `bad` set to the name of a
/// "-bin" field that is not base64.
bool normalize_metadata(core::Call& call, std::span<duet_kv> metadata, bool rpc, std::string_view& bad);

/// Appends a pair of a handler's metadata to an answer's head as one line, its name in lower case after `prefix`. What
/// would break the head (a name that is no token, a value with a control character: RFC 9110 section 5.5) or belongs to
/// the door (framing, Date, Content-Type, X-Request-Id) is left out; "-bin" values become base64.
void append_field(std::string& out, std::string_view prefix, const duet_kv& pair);

/// May `value` stand in a head, so that nothing of it can be taken for another line?
bool is_field_value(std::string_view value);

/// Standard base64, with padding or without: senders of metadata may leave it out. False if it is none.
bool decode_base64(std::string_view text, std::string& out);
/// Standard base64 with padding.
void append_base64(std::string& out, std::string_view bytes);
/// The same without.
void append_unpadded_base64(std::string& out, std::string_view bytes);

}  // namespace duet::rest
