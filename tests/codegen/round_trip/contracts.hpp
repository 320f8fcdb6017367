// The contracts of everything in the tree that is described in C++: the plugins, and the models of the SDK's tests.
#pragma once

#include <string>
#include <vector>

#include "core/schema.hpp"

namespace round_trip {

/// A plugin's contract as a host has it. Throws std::runtime_error.
duet::core::Schema contract_of(const std::string& library);

/// A serialized google.protobuf.FileDescriptorSet as a host would have it. Throws std::runtime_error.
duet::core::Schema schema_of(const std::string& descriptor_set);

/// The packages kinds.v1, rules.v1, rich.v1 and everything.v1, made of the models of tests/sdk.
duet::core::Schema contract_of_models();

}  // namespace round_trip
