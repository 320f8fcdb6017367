// Media types: which encoding a body has, and which one the client wants back.
#pragma once

#include <cstdint>
#include <string_view>

namespace duet::rest {

/// The encoding that a Content-Type names: DUET_JSON for application/json and "+json" in UTF-8, DUET_PROTOBUF for
/// application/protobuf and application/x-protobuf, 0 for anything else.
std::uint32_t encoding_of(std::string_view content_type);

/// "application/json" or "application/protobuf"; of bytes that say nothing else, "application/octet-stream" (RFC 9110
/// section 8.3).
std::string_view media_type_of(std::uint32_t encoding);

/// Is it of this media type, whatever its parameters and case? A pattern is a type, "text/*" or a suffix like "+json".
bool matches_type(std::string_view content_type, std::string_view pattern);

/// The weight ("q=0.5") among the parameters of an Accept or Accept-Encoding field's item, in thousandths; 1000 where
/// there is none (RFC 9110 section 12.4.2). Blanks around its "=" do no harm, and a number above one is one. What is no
/// number is 0: an answer that the client may have refused is worse than one that it likes less.
int weight_of(std::string_view parameters);

/// Which encodings an Accept field takes (RFC 9110 section 12.5.1).
struct Accepted {
  std::uint32_t named = 0;  // the encoding that it names with the highest weight, 0 = none
  bool json = true;         // may the answer be in JSON?
  bool protobuf = true;     // may it be in protobuf?
};

/// An empty field takes everything, as does one that names nothing that this server could answer: a client that asks
/// for text/html gets JSON rather than nothing.
Accepted parse_accept(std::string_view accept);

}  // namespace duet::rest
