// What a route may say about the messages of its method.
#pragma once

#include <string>
#include <vector>

#include "core/offer.hpp"

namespace google::protobuf {
class MethodDescriptor;
}

namespace duet::describe {

/// Checks one route of `offer`, whose contract is `method`, by the rules that the comments of google/api/http.proto
/// give and those that follow from them:
///
/// - The HTTP method is one that can reach a route, in capitals, or "*" for any.
/// - The path is a template (see core/route_template.hpp), whose variables name singular scalars or enums, no two of
///   them members of one oneof. They may be output_only, as names of resources are.
/// - `body` is "*" or a top-level field that the path leaves free, its oneof included; GET, HEAD and TRACE have none.
///   Where the handler reads the body itself (DUET_RAW_REQUEST) it names no field.
/// - `response_body` is a top-level field of the answer, and absent where the handler writes it (DUET_RAW_REPLY).
///
/// Each fault is one line of `errors`, with `start` (which ends in a blank), the route, the reason and the mend.
/// Without a fault, bytes_request and bytes_reply tell whether the body is google.api.HttpBody's data: where the type
/// says so and the method's encodings have DUET_BYTES.
void check_route(const google::protobuf::MethodDescriptor& method, const core::MethodOffer& offer,
                 core::RouteOffer& route, const std::string& start, std::vector<std::string>& errors);

}  // namespace duet::describe
