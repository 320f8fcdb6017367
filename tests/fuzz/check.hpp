// What a fuzzer's oracle does when it is not content.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace fuzz {

/// Ends the program unless `good`: the fuzzer then keeps the input.
inline void check(bool good, std::string_view what, std::string_view about = {}) {
  if (good) return;
  const std::string text = "oracle: " + std::string(what) + "\n" + std::string(about) + "\n";
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::abort();
}

}  // namespace fuzz
