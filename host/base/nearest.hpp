// "Did you mean ...?": the known name that somebody probably meant.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace duet::base {

// The name in `known` nearest to `word`, or nothing when none is near enough to be worth suggesting. Near enough is one
// slip (a letter left out, added, changed, or two swapped; case does not count) in three letters, three slips at most;
// or being the only name that begins with `word`. The result points into `known`.
std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> known);

}  // namespace duet::base
