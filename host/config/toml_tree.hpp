// A TOML document as plain values that know where they stand. The only thing in Duet that knows the TOML parser is the
// source file beside this header.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "config/position.hpp"

namespace duet::config {

struct Node;
struct Member;

using Array = std::vector<Node>;
using Table = std::vector<Member>;  // in the order of the file; keys are unique

// Any of TOML's four kinds of dates and times, written as RFC 3339 writes it or the part of it that is there.
struct DateTime {
  std::string text;
};

struct Node {
  Position position;
  std::variant<bool, std::int64_t, double, std::string, DateTime, Array, Table> value;

  // The value if it is a T, else null.
  template <class T>
  const T* as() const {
    return std::get_if<T>(&value);
  }
};

struct Member {
  std::string key;
  Position key_position;
  Node value;
};

// Where the text is not TOML (https://toml.io/en/v1.0.0), and why.
struct SyntaxError {
  Position position;
  std::string message;
};

// The root is a Table.
base::Result<Node, SyntaxError> parse_toml(std::string_view text);

// The member of that name, or null.
const Member* find_member(const Table& table, std::string_view key);

// What an error message calls the value: 70000, "fast", a table.
std::string describe_value(const Node& node);

}  // namespace duet::config
