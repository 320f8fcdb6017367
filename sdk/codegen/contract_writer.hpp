// NAME.contract.hpp: the file itself, for the contract of plugins that use what it defines.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "output.hpp"

namespace duet::codegen {

std::string contract_code(Output& output);

// The files whose headers the header of `file` needs: those that define the types it uses, and public imports.
std::vector<const google::protobuf::FileDescriptor*> included_files(const google::protobuf::FileDescriptor& file);

}  // namespace duet::codegen
