#include "base/nearest.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace duet::base {
namespace {

constexpr std::size_t kSlipsMax = 3;
constexpr std::size_t kPrefixMin = 4;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Optimal string alignment: Levenshtein's distance in which a swap of neighbours is one slip.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

std::optional<std::string_view> only_name_beginning_with(std::string_view word,
                                                         std::span<const std::string_view> known) {
  if (word.size() < kPrefixMin) return std::nullopt;
  std::optional<std::string_view> found;
  for (const std::string_view name : known) {
    if (!name.starts_with(word)) continue;
    if (found) return std::nullopt;
    found = name;
  }
  return found;
}

}  // namespace

std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> known) {
  std::optional<std::string_view> best;
  std::size_t best_distance = kSlipsMax + 1;
  for (const std::string_view name : known) {
    const std::size_t longer = std::max(word.size(), name.size());
    const std::size_t shorter = std::min(word.size(), name.size());
    const std::size_t allowed = std::min(kSlipsMax, longer / 3);
    if (longer - shorter > allowed) continue;  // Also keeps a very long word from costing anything.
    const std::size_t slips = distance(word, name);
    if (slips <= allowed && slips < best_distance) {
      best = name;
      best_distance = slips;
    }
  }
  return best ? best : only_name_beginning_with(word, known);
}

}  // namespace duet::base
