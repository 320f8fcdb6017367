#include "words.hpp"

#include <algorithm>
#include <array>

namespace duet::codegen {
namespace {

constexpr std::array<std::string_view, 126> kReserved{"BUFSIZ",       "DuetSelf",      "EOF",
                                                      "FLT_EPSILON",  "HUGE_VAL",      "INFINITY",
                                                      "NAN",          "NULL",          "RAND_MAX",
                                                      "SEEK_CUR",     "SEEK_END",      "SEEK_SET",
                                                      "SIG_DFL",      "SIG_ERR",       "SIG_IGN",
                                                      "Self",         "alignas",       "alignof",
                                                      "and",          "and_eq",        "asm",
                                                      "assert",       "auto",          "bitand",
                                                      "bitor",        "bool",          "break",
                                                      "case",         "catch",         "char",
                                                      "char16_t",     "char32_t",      "char8_t",
                                                      "class",        "co_await",      "co_return",
                                                      "co_yield",     "compl",         "concept",
                                                      "const",        "const_cast",    "consteval",
                                                      "constexpr",    "constinit",     "continue",
                                                      "decltype",     "default",       "delete",
                                                      "do",           "double",        "duet",
                                                      "dynamic_cast", "else",          "enum",
                                                      "errno",        "explicit",      "export",
                                                      "extern",       "false",         "float",
                                                      "for",          "friend",        "goto",
                                                      "if",           "inline",        "int",
                                                      "linux",        "long",          "major",
                                                      "makedev",      "minor",         "mutable",
                                                      "namespace",    "new",           "noexcept",
                                                      "not",          "not_eq",        "nullptr",
                                                      "offsetof",     "operator",      "or",
                                                      "or_eq",        "private",       "protected",
                                                      "public",       "register",      "reinterpret_cast",
                                                      "requires",     "return",        "setjmp",
                                                      "short",        "signed",        "sizeof",
                                                      "static",       "static_assert", "static_cast",
                                                      "std",          "stderr",        "stdin",
                                                      "stdout",       "struct",        "switch",
                                                      "template",     "this",          "thread_local",
                                                      "throw",        "true",          "try",
                                                      "typedef",      "typeid",        "typename",
                                                      "union",        "unix",          "unsigned",
                                                      "using",        "va_arg",        "va_copy",
                                                      "va_end",       "va_start",      "virtual",
                                                      "void",         "volatile",      "wchar_t",
                                                      "while",        "xor",           "xor_eq"};

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
char to_upper(char c) { return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; }
char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool is_reserved(std::string_view name) {
  return std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end();
}

std::string upper_camel(std::string_view name) {
  const bool all_upper = std::none_of(name.begin(), name.end(), is_lower);
  std::string text;
  bool raise = true;
  for (const char c : name) {
    if (c == '_') {
      raise = true;
      continue;
    }
    text += raise ? to_upper(c) : all_upper ? to_lower(c) : c;
    raise = c >= '0' && c <= '9';
  }
  return text;
}

std::string lower(std::string_view name) {
  std::string text(name);
  std::transform(text.begin(), text.end(), text.begin(), to_lower);
  return text;
}

std::string snake(std::string_view name) {
  std::string text;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool begins_word = is_upper(name[i]) && i > 0 && name[i - 1] != '_' &&
                             (!is_upper(name[i - 1]) || (i + 1 < name.size() && is_lower(name[i + 1])));
    if (begins_word) text += '_';
    text += to_lower(name[i]);
  }
  return text;
}

std::string lower_camel(std::string_view name) {
  std::string text;
  bool raise = false;
  for (const char c : name) {
    if (c != '_') text += raise ? to_upper(c) : c;
    raise = c == '_';
  }
  return text;
}

std::string upper_snake(std::string_view name) {
  std::string text = snake(name);
  std::transform(text.begin(), text.end(), text.begin(), to_upper);
  return text;
}

std::string claim(std::string name, std::set<std::string, std::less<>>& taken) {
  while (is_reserved(name) || taken.contains(name)) name += '_';
  taken.insert(name);
  return name;
}

namespace {

std::string string_literal(std::string_view text, unsigned char last_plain) {
  std::string literal = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      literal.append("\\").append(1, c);
    } else if (c == '\n') {
      literal += "\\n";
    } else if (byte < 0x20 || byte == 0x7f || byte > last_plain) {
      // Three octal digits end by themselves, whatever comes behind them.
      literal.append("\\").append({static_cast<char>('0' + byte / 64), static_cast<char>('0' + byte / 8 % 8),
                                   static_cast<char>('0' + byte % 8)});
    } else {
      literal += c;
    }
  }
  return literal + "\"";
}

}  // namespace

std::string quoted(std::string_view text) { return string_literal(text, 0xff); }
std::string quoted_bytes(std::string_view bytes) { return string_literal(bytes, 0x7e); }

}  // namespace duet::codegen
