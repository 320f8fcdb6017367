// Errors as application/problem+json (RFC 9457).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <duet/abi/call.h>

#include "core/call.hpp"

namespace duet::rest {

inline constexpr std::string_view kProblemMediaType = "application/problem+json";

struct Problem {
  std::string body;
  std::int64_t retry_after_s = 0;  // from google.rpc.RetryInfo, rounded up; 0 = none
};

/// Describes the error `reply` of `call`: type, title, status, code, detail, instance (the path), request_id; from its
/// details (google.rpc.Status) also `errors`, one entry for each violation of a google.rpc.BadRequest, and `details` in
/// the proto3 JSON mapping. A detail of a type that the host does not know has its "@type" and its bytes in base64 as
/// "value".
Problem make_problem(const core::Call& call, const duet_reply& reply, std::uint32_t status);

/// Appends where a field came from as a JSON array: ["body","items",2,"name"] for "items[2].name". The first entry says
/// by which way the route binds the field: "path", "query" or "body".
void append_location(std::string& out, const duet_request& request, std::string_view field);

}  // namespace duet::rest
