// What can be chosen about JSON, and what can be wrong with it.
#pragma once

#include <string>

#include "../../violation.hpp"

namespace duet {

struct JsonOptions {
  bool ignore_unknown = false;  // skip unknown fields instead of refusing them
  bool write_defaults = false;  // write fields that have their default value too, but for models and optionals
};

// Why a text was not taken. Either it is not JSON at all: `malformed` says why, with line and column. Or it is, and
// `violations` lists everything in it that does not fit the model.
struct DecodeIssues {
  std::string malformed;
  Violations violations;

  bool ok() const { return malformed.empty() && violations.empty(); }
};

}  // namespace duet
