// Trailing metadata at the end of a streamed answer.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <duet/abi/base.h>

namespace duet::rest {

/// Appends "member":{"name":["value","another"]}: names in lower case, in the order in which they first appear; values
/// of names that end in "-bin" as base64. What could not be a field of HTTP is left out. Nothing, and false, if that
/// leaves none.
bool append_trailers_member(std::string& out, std::string_view member, std::span<const duet_kv> trailers);

/// Appends {} or {"trailers":{...}}.
void append_trailers_object(std::string& out, std::span<const duet_kv> trailers);

/// Appends trailer fields, a line each, without what may not stand there (RFC 9110 section 6.5.1): fields that tell how
/// the message is framed, routed, stored or read, and the door's own.
void append_trailer_fields(std::string& out, std::span<const duet_kv> trailers);

}  // namespace duet::rest
