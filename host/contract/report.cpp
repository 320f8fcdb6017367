#include "contract/report.hpp"

#include <utility>

namespace duet::contract {

void Report::add(std::initializer_list<Place> places, std::string message) {
  Span span;
  for (const Place& place : places) {
    if (const auto found = place.span()) {
      span = *found;
      break;
    }
  }
  out_.push_back({places.begin()->file->name(), span.line, span.column, std::string(rule_), std::move(message),
                  span.end_line, span.end_column});
}

void Report::add_without_place(std::string message) {
  out_.push_back({"", 1, 1, std::string(rule_), std::move(message), 1, 1});
}

std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

}  // namespace duet::contract
