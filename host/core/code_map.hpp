// The codes of a status: their names and what they become in HTTP (google.rpc.Code and gRPC transcoding's table).
#pragma once

#include <cstdint>
#include <string_view>

#include <duet/abi/base.h>

namespace duet::core {

/// gRPC's status codes, by their numbers on the wire.
enum Code : duet_code {
  kOk = 0,
  kCancelled = 1,
  kUnknown = 2,
  kInvalidArgument = 3,
  kDeadlineExceeded = 4,
  kNotFound = 5,
  kAlreadyExists = 6,
  kPermissionDenied = 7,
  kResourceExhausted = 8,
  kFailedPrecondition = 9,
  kAborted = 10,
  kOutOfRange = 11,
  kUnimplemented = 12,
  kInternal = 13,
  kUnavailable = 14,
  kDataLoss = 15,
  kUnauthenticated = 16,
};

/// The code itself, or UNKNOWN for a number that is none.
duet_code known_code(duet_code code);

/// "NOT_FOUND". Static storage.
std::string_view code_name(duet_code code);

/// The HTTP status that stands for the code: 404 for NOT_FOUND, 200 for OK.
std::uint32_t http_status_of(duet_code code);

/// "Not Found" for 404 (RFC 9110 section 15); "Unknown" for a status that has no name there. Static storage.
std::string_view http_reason(std::uint32_t status);

}  // namespace duet::core
