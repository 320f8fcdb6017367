// The fields of a handler's answer that the door itself acts on.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <duet/abi/base.h>

namespace duet::rest {

enum class ReplyField : std::uint8_t {
  kOther,
  kCacheControl,
  kContentEncoding,
  kContentLanguage,
  kContentRange,
  kContentType,
  kEtag,
  kRetryAfter,
  kVary,
  kWwwAuthenticate,
};

/// Which one a name in any case is.
ReplyField find_reply_field(std::string_view name);

/// What a handler's metadata says of them; views into it. Of repeated ones the first counts; a value that may not stand
/// in a head is like none.
struct ReplyFields {
  std::string_view etag;              // empty too if it is not a tag (RFC 9110 section 8.8.3)
  std::string_view content_type;      // takes the place of the door's own: the body is not what the door would think
  std::string_view content_encoding;  // the body is coded already; "identity": it is not, and shall not be
  bool content_range = false;
  bool cache_control = false;
  bool retry_after = false;
  bool vary = false;
  bool www_authenticate = false;
};

ReplyFields read_reply_fields(std::span<const duet_kv> metadata);

/// Appends one Vary line: the handler's own names and, where it does not have them, "Accept" and "Accept-Encoding" as
/// asked for. Nothing if there are no names at all.
void append_vary(std::string& out, std::span<const duet_kv> metadata, bool accept, bool accept_encoding);

}  // namespace duet::rest
