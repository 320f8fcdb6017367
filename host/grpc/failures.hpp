// Why the gRPC door itself refuses or gives up on a call.
#pragma once

#include <string_view>

#include "core/failure.hpp"

namespace duet::core {
class Call;
class Catalog;
struct Method;
}  // namespace duet::core

namespace duet::grpc_door {

/// There is no method for `path` ("/items.v1.Items/GetItm"): says what is missing, and which name was probably meant.
core::Failure no_such_method(const core::Catalog& catalog, std::string_view path);

/// Why a mounted method cannot be called through this door, or a failure with code 0 if it can.
core::Failure not_callable(const core::Method& method);

/// A call with no request message, or with more than one, of a method that takes one. UNIMPLEMENTED, as gRPC's table of
/// status codes has it
/// ("request cardinality violation").
core::Failure no_message();
core::Failure second_message();

/// The client cancelled `call`, its connection broke, or gRPC found its deadline passed before the host's timer did.
core::Failure gone(const core::Call& call);
/// The host ends and does not wait for the call any longer.
core::Failure shut_down();

}  // namespace duet::grpc_door
