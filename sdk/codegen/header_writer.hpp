// NAME.duet.hpp: the models of one .proto file, and the bases of its services.
#pragma once

#include <string>

#include "output.hpp"

namespace duet::codegen {

std::string header_code(Output& output);

}  // namespace duet::codegen
