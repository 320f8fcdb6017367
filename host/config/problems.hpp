// What is wrong with a configuration, gathered so that all of it can be told at once.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "config/position.hpp"

namespace duet::config {

class Problems {
 public:
  explicit Problems(std::string file) : file_(std::move(file)) {}

  const std::string& file() const { return file_; }

  void report(Position position, std::string message) { problems_.push_back({position, std::move(message)}); }

  // "config.toml:14:1: ..." each, in the order of the file.
  std::vector<std::string> lines() const {
    std::vector<Problem> sorted = problems_;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Problem& a, const Problem& b) { return a.position < b.position; });
    std::vector<std::string> lines;
    for (const Problem& problem : sorted) {
      lines.push_back(show_location(file_, problem.position) + ": " + problem.message);
    }
    return lines;
  }

 private:
  struct Problem {
    Position position;
    std::string message;
  };

  const std::string file_;
  std::vector<Problem> problems_;
};

}  // namespace duet::config
