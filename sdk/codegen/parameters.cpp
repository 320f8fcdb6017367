#include "parameters.hpp"

#include <algorithm>

namespace duet::codegen {

std::string read_parameters(std::string_view text, Parameters& parameters) {
  while (!text.empty()) {
    const std::size_t size = std::min(text.find(','), text.size());
    const std::string_view one = text.substr(0, size);
    text.remove_prefix(std::min(size + 1, text.size()));
    if (one == "unknown_fields=keep") {
      parameters.keep_unknown_fields = true;
    } else if (one == "unsupported_rules=warn") {
      parameters.warn_of_unsupported_rules = true;
    } else if (!one.empty()) {
      return "protoc-gen-duet has no parameter '" + std::string(one) +
             "'; it takes unknown_fields=keep and unsupported_rules=warn";
    }
  }
  return {};
}

}  // namespace duet::codegen
