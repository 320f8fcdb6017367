// The known name that a mistyped one is nearest to.
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace duet::detail {

// Number of characters to insert, delete or replace to make `a` into `b`.
inline std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] != b[j]);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, replaced});
    }
  }
  return row.back();
}

class Nearest {
 public:
  explicit Nearest(std::string_view wanted) : wanted_(wanted), best_distance_(wanted.size() / 3 + 2) {}

  void offer(std::string_view name) {
    // Nothing that long is a typing error, and the work would be the caller's to choose.
    if (wanted_.size() > 64) return;
    const std::size_t distance = edit_distance(wanted_, name);
    if (distance >= best_distance_ || distance >= name.size()) return;
    best_distance_ = distance;
    best_ = name;
  }

  // "; did you mean 'price'?", or nothing.
  std::string hint() const { return best_.empty() ? std::string() : "; did you mean '" + std::string(best_) + "'?"; }

 private:
  std::string_view wanted_, best_;
  std::size_t best_distance_;
};

}  // namespace duet::detail
