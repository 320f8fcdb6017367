#include "words.hpp"

#include <algorithm>

namespace duet::codegen {
namespace {

// Keywords, macros of the standard library, and names that generated code needs for itself.
constexpr std::string_view kReserved =
    " BUFSIZ CHAR_BIT DuetSelf EOF FLT_EPSILON FP_FAST_FMA FP_FAST_FMAF FP_FAST_FMAL FP_ILOGB0 FP_ILOGBNAN "
    "FP_INFINITE FP_NAN FP_NORMAL FP_SUBNORMAL FP_ZERO HUGE_VAL HUGE_VALF HUGE_VALL INFINITY LONG_BIT "
    "MATH_ERREXCEPT MATH_ERRNO MAXFLOAT M_1_PI M_2_PI M_2_SQRTPI M_E M_LN10 M_LN2 M_LOG10E M_LOG2E M_PI M_PI_2 "
    "M_PI_4 M_SQRT1_2 M_SQRT2 NAN NULL RAND_MAX SEEK_CUR SEEK_END SEEK_SET SIG_DFL SIG_ERR SIG_IGN SNAN Self "
    "ULONG_LONG_MAX WORD_BIT alignas alignof and and_eq asm assert auto bitand bitor bool break case catch char "
    "char16_t char32_t char8_t class co_await co_return co_yield compl concept const const_cast consteval "
    "constexpr constinit continue decltype default delete do double duet dynamic_cast else enum errno explicit "
    "export extern false float for friend goto if inline int linux long major makedev math_errhandling minor "
    "mutable namespace new noexcept not not_eq nullptr offsetof operator or or_eq private protected public "
    "register reinterpret_cast requires return setjmp short signed sizeof static static_assert static_cast std "
    "stderr stdin stdout struct switch template this thread_local throw true try typedef typeid typename union "
    "unix unsigned using va_arg va_copy va_end va_start virtual void volatile wchar_t while xor xor_eq ";

// Macros of <climits> and <cstdint>, without _MAX, _MIN or _WIDTH.
constexpr std::string_view kLimited =
    " BOOL CHAR INT INT16 INT32 INT64 INT8 INTMAX INTPTR INT_FAST16 INT_FAST32 INT_FAST64 INT_FAST8 INT_LEAST16 "
    "INT_LEAST32 INT_LEAST64 INT_LEAST8 LLONG LONG LONG_LONG MB_LEN PTRDIFF SCHAR SHRT SIG_ATOMIC SIZE SSIZE UCHAR "
    "UINT ULLONG ULONG USHRT WCHAR WINT ";

bool has_word(std::string_view words, std::string_view word) {
  return words.find(" " + std::string(word) + " ") != words.npos;
}

bool is_limit(std::string_view name) {
  for (const std::string_view end : {"_MAX", "_MIN", "_WIDTH"}) {
    if (!name.ends_with(end)) continue;
    name.remove_suffix(end.size());
    // UINTMAX_MAX and the like: as INTMAX_MAX.
    if (name.starts_with("UINT") && name != "UINT") name.remove_prefix(1);
    return has_word(kLimited, name);
  }
  return false;
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
char to_upper(char c) { return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; }
char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool is_reserved(std::string_view name) { return has_word(kReserved, name) || is_limit(name); }

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
