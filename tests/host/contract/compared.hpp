// Two contracts out of texts, and what the second breaks.
#pragma once

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

#include "contract/compare.hpp"

namespace duet::test {

/// File name -> text.
using Texts = std::map<std::string, std::string>;

inline contract::Contract contract_of(const Texts& texts) {
  auto read = contract::read_proto_texts(texts);
  REQUIRE_MESSAGE(read.ok(), read.error().front());
  return std::move(*read);
}

inline std::vector<contract::Breakage> compared(const Texts& before, const Texts& now,
                                                const contract::Options& options = {}) {
  const contract::Contract old = contract_of(before);
  const contract::Contract fresh = contract_of(now);
  return contract::compare(old.files, fresh.files, options);
}

/// One file, "shop.proto", of the package shop.v1: `body` behind three lines.
inline Texts shop(const std::string& body, const std::string& syntax = "proto3") {
  return {{"shop.proto", "syntax = \"" + syntax + "\";\npackage shop.v1;\n\n" + body}};
}

/// "5: FIELD_SAME_TYPE, 7: RPC_NO_DELETE": the lines and rules alone.
inline std::string rules_of(const std::vector<contract::Breakage>& found) {
  std::string rules;
  for (const auto& each : found) {
    rules += (rules.empty() ? "" : ", ") + std::to_string(each.line) + ": " + each.rule;
  }
  return rules;
}

}  // namespace duet::test
