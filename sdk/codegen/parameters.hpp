// The parameters of protoc-gen-duet, as in --duet_out=unknown_fields=keep:DIR or --duet_opt=unknown_fields=keep.
#pragma once

#include <string>
#include <string_view>

namespace duet::codegen {

struct Parameters {
  // unknown_fields=keep: every message keeps the fields that it does not know.
  bool keep_unknown_fields = false;
  // unsupported_rules=warn: a rule that Duet cannot enforce is told and left out. Otherwise it is an error.
  bool warn_of_unsupported_rules = false;
};

// An error text if something in it is not known; empty if all is well.
std::string read_parameters(std::string_view text, Parameters& parameters);

}  // namespace duet::codegen
