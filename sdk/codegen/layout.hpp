// Lines of code no wider than those of the project.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace duet::codegen {

inline constexpr std::size_t kWidth = 120;

// NAME(argument, argument, ...), as it stands in a text from column `column` on; where it is too wide the arguments go
// on below one another, as clang-format has them. `behind` characters come after it.
std::string call_text(std::string_view name, const std::vector<std::string>& arguments, std::size_t column,
                      std::size_t behind);

}  // namespace duet::codegen
