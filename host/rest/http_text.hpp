// The small grammar of HTTP header fields (RFC 9110 section 5.6).
#pragma once

#include <string_view>

namespace duet::rest {

bool is_token_char(char c);
bool is_token(std::string_view text);

/// Letters of ASCII only.
char to_lower(char c);
bool equals_ignoring_case(std::string_view a, std::string_view b);

/// Without blanks and tabs at its ends.
std::string_view trimmed(std::string_view text);

/// Splits off what stands before the first `separator` that is not inside a quoted string; `rest` loses it and the
/// separator. Trimmed.
std::string_view next_item(std::string_view& rest, char separator);

/// Is `name`, in lower case, a field that belongs to one connection or to the framing of one message, so that it is
/// neither given to handlers nor taken from them?
bool is_connection_field(std::string_view name);

}  // namespace duet::rest
