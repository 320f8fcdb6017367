#include "grpc/status_text.hpp"

#include "base/utf8.hpp"

namespace duet::grpc_door {

bool is_sendable(std::string_view text) {
  if (text.size() > kLongestMessage) return false;
  while (!text.empty()) {
    const std::size_t size = base::first_code_point(text).size;
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::string sendable(std::string_view text) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  constexpr std::string_view kCut = "...";
  std::string out;
  while (!text.empty()) {
    const std::size_t size = base::first_code_point(text).size;
    const std::string_view next = size == 0 ? kReplacement : text.substr(0, size);
    if (out.size() + next.size() + kCut.size() > kLongestMessage) return out.append(kCut);
    out.append(next);
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return out;
}

}  // namespace duet::grpc_door
