#include "core/percent.hpp"

#include "base/utf8.hpp"

namespace duet::core {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

bool decode_percent(std::string_view text, PercentMode mode, std::string& out) {
  const std::size_t start = out.size();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (text.size() - i < 3) return false;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return false;
      const char decoded = static_cast<char>(high << 4 | low);
      if (decoded == '/' && mode == PercentMode::kPath) {
        out.append(text.substr(i, 3));
      } else {
        out.push_back(decoded);
      }
      i += 2;
    } else if (text[i] == '+' && mode == PercentMode::kQuery) {
      out.push_back(' ');
    } else {
      out.push_back(text[i]);
    }
  }
  return base::is_utf8(std::string_view(out).substr(start));
}

}  // namespace duet::core
