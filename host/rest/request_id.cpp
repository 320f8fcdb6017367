#include "rest/request_id.hpp"

#include <algorithm>
#include <charconv>
#include <random>

namespace duet::rest {

bool is_request_id(std::string_view text) {
  if (text.empty() || text.size() > 128) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c > ' ' && c < '\x7f' && c != '"' && c != '\'' && c != '\\'; });
}

RequestIds::RequestIds() {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::random_device random;
  for (std::size_t i = 0; i < kPrefix; ++i) text_[i] = kDigits[random() % 16];
}

std::string_view RequestIds::next() {
  char* const first = text_.data() + kPrefix;
  const auto end = std::to_chars(first, text_.data() + text_.size(), ++count_, 16);
  return {text_.data(), static_cast<std::size_t>(end.ptr - text_.data())};
}

}  // namespace duet::rest
