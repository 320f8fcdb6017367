// The model of everything that a field may be, for the fuzzers of the codecs.
#pragma once

#include <duet/codec/json.hpp>
#include <duet/codec/protobuf.hpp>
#include <duet/well_known.hpp>
#include <string>
#include <string_view>

#include "check.hpp"
#include "sdk/wkt/models.hpp"

namespace fuzz {

using everything::Everything;

/// So that an Any may hold more than the well-known types.
inline void register_models() {
  static const bool once = duet::register_any<everything::WellKnown>("everything.v1.WellKnown") &&
                           duet::register_any<everything::Choices>("everything.v1.Choices");
  check(once, "a name is taken");
}

/// Empty if a string is not UTF-8, which only Bytes may be, or if the message is.
inline std::string wire_of(const Everything& message) {
  std::string bytes;
  return duet::encode_protobuf(message, bytes) ? bytes : std::string();
}

/// Reads what was written. False if it is nested too deep to be read again, the only reason that there may be.
inline bool reread(std::string_view text, Everything& message) {
  duet::DecodeIssues issues;
  if (duet::decode_json(text, message, {}, issues)) return true;
  const bool is_deep = issues.malformed.find("deeper than 100 levels") != std::string::npos;
  check(is_deep, issues.violations.empty() ? issues.malformed : issues.violations[0].message, text);
  return false;
}

}  // namespace fuzz
