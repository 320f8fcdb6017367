// What was found, for people and for programs, in the forms that `buf breaking` has.
#pragma once

#include <string>

#include "contract/compare.hpp"

namespace duet::contract {

/// "shop/v1/shop.proto:7:3:FIELD_SAME_TYPE: message"; "<input>" stands for a file that is no more.
std::string to_text(const Breakage& breakage);

/// One JSON object without a line end: path (left out if the file is gone), start_line, start_column, end_line,
/// end_column, type, message.
std::string to_json(const Breakage& breakage);

}  // namespace duet::contract
