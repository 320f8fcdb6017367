// Types whose definition is in an imported file of the contract, and not in the file of the package that uses them.
#pragma once

#include <string_view>

namespace duet::detail {

// Specialized by such models and enums: the full protobuf name, and the file that has it. Both empty = not imported.
template <class T>
struct ImportedType {
  static constexpr std::string_view kFullName = {};
  static constexpr std::string_view kFile = {};
};

}  // namespace duet::detail
