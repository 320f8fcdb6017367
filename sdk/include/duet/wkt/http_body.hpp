// duet::HttpBody: an HTTP body of any media type, google.api.HttpBody.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "any.hpp"

namespace duet {

// A request of this type, or a field that a route names as the body, gets the body of an HTTP request as it came; an
// answer of this type is sent as it is, with its content_type. Over gRPC it is a message like any other
// (google/api/httpbody.proto).
struct HttpBody {
  std::string content_type;
  Bytes data;
  std::vector<Any> extensions;

  friend bool operator==(const HttpBody&, const HttpBody&) = default;
};
DUET_MODEL(HttpBody, DUET_FIELD(1, content_type), DUET_FIELD(2, data), DUET_FIELD(3, extensions));

namespace detail {

template <>
struct ImportedType<HttpBody> {
  static constexpr std::string_view kFullName = "google.api.HttpBody";
  static constexpr std::string_view kFile = "google/api/httpbody.proto";
};

}  // namespace detail
}  // namespace duet
