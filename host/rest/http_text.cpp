#include "rest/http_text.hpp"

#include <algorithm>
#include <array>

namespace duet::rest {
namespace {

constexpr std::array<bool, 256> make_token_table() {
  std::array<bool, 256> table{};
  for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c = 'a'; c <= 'z'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c = 'A'; c <= 'Z'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (const char c : std::string_view("!#$%&'*+-.^_`|~")) table[static_cast<unsigned char>(c)] = true;
  return table;
}

constexpr std::array<bool, 256> kTokenTable = make_token_table();

}  // namespace

bool is_token_char(char c) { return kTokenTable[static_cast<unsigned char>(c)]; }

bool is_token(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char); }

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return to_lower(x) == to_lower(y); });
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string_view next_item(std::string_view& rest, char separator) {
  bool quoted = false;
  std::size_t i = 0;
  for (; i < rest.size() && (quoted || rest[i] != separator); ++i) {
    if (rest[i] == '"') quoted = !quoted;
    if (rest[i] == '\\' && quoted) ++i;
  }
  i = std::min(i, rest.size());
  const std::string_view item = trimmed(rest.substr(0, i));
  rest.remove_prefix(std::min(i + 1, rest.size()));
  return item;
}

bool is_connection_field(std::string_view name) {
  switch (name.empty() ? '\0' : name.front()) {
    case 'c':
      return name == "connection" || name == "content-length";
    case 'k':
      return name == "keep-alive";
    case 'p':
      return name.starts_with("proxy-");
    case 't':
      return name == "te" || name == "trailer" || name == "transfer-encoding";
    case 'u':
      return name == "upgrade";
    default:
      return false;
  }
}

}  // namespace duet::rest
