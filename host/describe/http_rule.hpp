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
/// Checked is what needs the contract: that the rule has a pattern, that its variables, `body` and `response_body` name
/// fields that fit, that no two variables fill members of one oneof. Each fault is one line of
/// `errors` with the method, the route and the reason. Whether a template is well formed and free is for the catalog to
/// say.
std::vector<core::RouteOffer> read_routes(const google::protobuf::MethodDescriptor& method,
                                          std::vector<std::string>& errors);

}  // namespace duet::describe
