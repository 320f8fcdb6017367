#include "plugins/text.hpp"

#include "base/utf8.hpp"

namespace duet::plugins {

std::string repair_utf8(std::string_view text) {
  std::string repaired;
  repaired.reserve(text.size());
  while (!text.empty()) {
    const std::size_t size = base::first_code_point(text).size;
    repaired += size == 0 ? std::string_view("\xEF\xBF\xBD") : text.substr(0, size);
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return repaired;
}

}  // namespace duet::plugins
