// What the door remembers of a request until its answer is written.
#pragma once

#include <cstdint>
#include <string_view>

#include "rest/options.hpp"

namespace duet::rest {

/// Lives in the call's arena as Call::sink_data. Read-only from the moment the call is dispatched, because the answer
/// may be written on another thread.
struct Exchange {
  std::uint64_t connection = 0;
  bool http10 = false;
  bool keep_alive = false;
  bool head_request = false;      // the answer has no body
  bool protobuf_errors = false;   // errors are google.rpc.Status rather than problem+json
  bool wants_body = false;        // the request's body goes to the handler, not to waste
  bool conditional = false;       // GET or HEAD: the answer may be 304 and may be cached
  Coding coding = Coding::kIdentity;  // what the answer may be compressed with
  std::string_view if_none_match;     // the request's field
  std::string_view extra_fields;      // complete lines for the answer's head
};

}  // namespace duet::rest
