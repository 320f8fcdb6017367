// The HTTP rules of a contract as routes.
#pragma once

#include <string>
#include <vector>

#include "core/offer.hpp"

namespace google::protobuf {
class MethodDescriptor;
}

namespace duet::describe {

/// The routes that the option google.api.http gives to `method`, additional bindings included; none without the option.
/// A rule without a pattern, and one that nests bindings more than one level deep, is one line of `errors` with `start`
/// before it. What a route says is not looked at: see check_route().
std::vector<core::RouteOffer> read_routes(const google::protobuf::MethodDescriptor& method, const std::string& start,
                                          std::vector<std::string>& errors);

}  // namespace duet::describe
