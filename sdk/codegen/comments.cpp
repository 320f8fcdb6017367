#include "comments.hpp"

#include <algorithm>

namespace duet::codegen {

std::string comment_lines(std::string_view text, std::size_t indent) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  std::string lines;
  while (!text.empty()) {
    const std::size_t size = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, size);
    text.remove_prefix(std::min(size + 1, text.size()));
    while (!line.empty() && (line.back() == ' ' || line.back() == '\r' || line.back() == '\t')) line.remove_suffix(1);
    lines.append(indent, ' ').append("//").append(!line.empty() && line.front() != ' ' ? " " : "").append(line);
    // A backslash at the end would make the next line part of the comment.
    if (!line.empty() && line.back() == '\\') lines += '.';
    lines += '\n';
  }
  return lines;
}

}  // namespace duet::codegen
