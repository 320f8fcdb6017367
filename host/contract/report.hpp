// Collects what the rules find.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "contract/compare.hpp"
#include "contract/place.hpp"

namespace duet::contract {

/// What one rule has found, into a list that outlives it.
class Report {
 public:
  Report(std::string_view rule, std::vector<Breakage>& out) : rule_(rule), out_(out) {}

  /// At the first of `places` that has a position; at the beginning of the file if none has.
  void add(std::initializer_list<Place> places, std::string message);
  void add(const Place& place, std::string message) { add({place}, std::move(message)); }
  /// Of something whose file is gone too.
  void add_without_place(std::string message);

 private:
  std::string_view rule_;
  std::vector<Breakage>& out_;
};

/// `"text"`, as messages name things.
std::string quoted(std::string_view text);

}  // namespace duet::contract
