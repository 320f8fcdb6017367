// Request fields to metadata, and metadata to response fields.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <duet/abi/base.h>

#include "core/call.hpp"

namespace duet::rest {

/// Makes metadata of received fields in place, so that handlers see the same by every door: values become UTF-8 (what
/// is not is read as ISO 8859-1, HTTP's old default), and those of names that end in "-bin" are base64 and get decoded.
/// False with `bad` set to the name of a "-bin" field that is not base64.
bool normalize_metadata(core::Call& call, std::span<duet_kv> metadata, std::string_view& bad);

/// Appends a pair of a handler's metadata to an answer's head as one line, its name in lower case after `prefix`. What
/// would break the head (a name that is no token, a value with a control character: RFC 9110 section 5.5) or belongs to
/// the door (framing, Date, Content-Type, X-Request-Id) is left out; "-bin" values become base64.
void append_field(std::string& out, std::string_view prefix, const duet_kv& pair);

/// May `value` stand in a head, so that nothing of it can be taken for another line?
bool is_field_value(std::string_view value);

/// Standard base64 with padding.
void append_base64(std::string& out, std::string_view bytes);

}  // namespace duet::rest
