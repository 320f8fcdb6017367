// From a request of protoc to the headers of its files.
#pragma once

#include <vector>

#include "parameters.hpp"
#include "problems.hpp"
#include "protocol.hpp"

namespace duet::codegen {

// Two headers for each file that is asked for. Nothing is to be written where there are errors.
std::vector<GeneratedFile> generate(const Request& request, const Parameters& parameters, Problems& problems);

}  // namespace duet::codegen
