#include "layout.hpp"

namespace duet::codegen {

std::string call_text(std::string_view name, const std::vector<std::string>& arguments, std::size_t column,
                      std::size_t behind) {
  std::string text(name);
  text += '(';
  const std::size_t margin = column + text.size();
  std::size_t at = margin;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const bool is_last = i + 1 == arguments.size();
    const std::size_t needed = arguments[i].size() + (is_last ? 1 + behind : 1);
    if (i > 0 && at + 1 + needed > kWidth) {
      text.append("\n").append(margin, ' ');
      at = margin;
    } else if (i > 0) {
      text += ' ';
      ++at;
    }
    text.append(arguments[i]).append(is_last ? "" : ",");
    at += arguments[i].size() + 1;
  }
  return text + ")";
}

}  // namespace duet::codegen
