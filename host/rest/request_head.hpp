// The head of a request as the parser found it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <duet/abi/base.h>

namespace duet::rest {

/// Views into the head's bytes, which live as long as the call.
struct RequestHead {
  std::string_view method;
  std::string_view target;
  // Its parts, still percent-encoded, as split_target() finds them. Without a path it has no form that goes with the
  // method, or is what CONNECT asks for.
  std::string_view authority;  // of a target in absolute-form, not looked at yet
  std::string_view path;       // "*" of "OPTIONS *"
  std::string_view query;
  bool http10 = false;
  bool method_known = false;  // registered with IANA or used by WebDAV
  bool keep_alive = false;    // by the rules of its version (RFC 9112 section 9.3)

  // Fields that the door itself reads. For a list field that came in several lines, the first.
  std::string_view host;
  std::string_view content_type;
  std::string_view content_encoding;
  std::string_view accept;
  std::string_view transfer_encoding;
  std::string_view request_id;
  std::string_view timeout;
  std::size_t hosts = 0;
  std::size_t transfer_encodings = 0;
  std::size_t content_types = 0;
  bool expects_continue = false;  // Expect names 100-continue
  bool expects_other = false;     // Expect names something else
  bool takes_trailers = false;    // TE names trailers
  bool asks_for_websocket = false;

  // All fields but those of the connection and the framing: names in lower case, in the order received. There is room
  // for one more.
  duet_kv* metadata = nullptr;
  std::size_t n_metadata = 0;

  // How the body is framed.
  bool chunked = false;
  std::uint64_t content_length = 0;
  bool has_body() const { return chunked || content_length > 0; }
};

}  // namespace duet::rest
