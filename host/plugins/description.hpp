// Asks a plugin what it offers, and checks the answer as far as no contract is needed for it.
#pragma once

#include <duet/abi/description.h>

#include <cstdint>

#include "base/result.hpp"
#include "plugins/library.hpp"

namespace duet::plugins {

/// The plugin's description. It lives as long as the process. Checked are: sizes and strides, the id, the version
/// (SemVer), that there is a descriptor set, and for each method its name ("pkg.Service/Method", no two the same), its
/// kind, its encodings, its flags (for streams those and the plugin's functions have to fit) and its state size. The
/// error lists every fault. What the descriptor set says is the business of host/describe. [control]
base::Result<const duet_description*> describe(const Library& library);

/// Row `index` of the method table as this host knows rows, whatever the length of the plugin's own.
/// @pre describe() returned `description`, index < description.n_methods
duet_method method_row(const duet_description& description, std::uint32_t index);

/// The most memory that a method may ask for with each call, in bytes.
inline constexpr std::uint32_t kStateBytesMax = 1u << 20;

}  // namespace duet::plugins
