// Bytes: the type of a protobuf `bytes` field. A type of its own, so that text and binary cannot be mixed up: a
// std::string field must be UTF-8, a Bytes field may hold anything (base64 in JSON).
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <utility>

namespace duet {

struct Bytes {
  std::string value;

  Bytes() = default;
  explicit Bytes(std::string bytes) : value(std::move(bytes)) {}

  bool empty() const { return value.empty(); }
  std::size_t size() const { return value.size(); }
  std::string_view view() const { return value; }

  friend bool operator==(const Bytes&, const Bytes&) = default;
  friend auto operator<=>(const Bytes&, const Bytes&) = default;
};

}  // namespace duet
