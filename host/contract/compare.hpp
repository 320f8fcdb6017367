// Does a contract break the clients of an older one? The rules are those of `buf breaking`, under the same names, and
// some of our own for the routes of google.api.http (DUET_...).
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "contract/contract.hpp"

namespace duet::contract {

/// What is to go on working, from the most to the least. Each has rules of its own.
enum class Category : unsigned {
  kFile = 1,      // code generated from the old files, file by file (C++, Python)
  kPackage = 2,   // the same, where packages count and files do not (Go, Java)
  kWireJson = 4,  // old messages in protobuf's encoding and in JSON
  kWire = 8,      // old messages in protobuf's encoding
};

struct Options {
  Category category = Category::kFile;
  std::vector<std::string> exclude = {};  // names of rules that are not looked at
};

/// One thing that breaks. Lines and columns count from 1 and are those of the new contract: where the thing is, or the
/// nearest thing around it that is still there; 1:1 where there is no better place.
struct Breakage {
  std::string file;  // of the new contract; empty if it is gone
  int line = 1;
  int column = 1;
  std::string rule;
  std::string message;
  int end_line = 1;
  int end_column = 1;

  auto operator<=>(const Breakage&) const = default;
};

/// Everything of `now` that breaks clients of `before`, by file, line, column and rule. Types are found by their full
/// names, fields and enum values by their numbers, files by their paths. Conditions are those of buf 1.75, which
/// tests/interop holds us to.
std::vector<Breakage> compare(const Files& before, const Files& now, const Options& options = {});

/// What clients that speak protobuf would notice, and nothing else: Category::kWire.
std::vector<Breakage> wire_breakages(const core::Schema& before, const core::Schema& now);

/// "FILE", "PACKAGE", "WIRE_JSON" and "WIRE".
std::string_view category_name(Category category);

}  // namespace duet::contract
