#include "support/http_answers.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace test {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || kMarks.find(c) != std::string_view::npos;
  });
}

bool is_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= ' ' && byte != 0x7f);
  });
}

// "Sun, 06 Nov 1994 08:49:37 GMT": letters and digits where they belong.
bool is_date(std::string_view text) {
  constexpr std::string_view kForm = "aaa, 00 aaa 0000 00:00:00 GMT";
  if (text.size() != kForm.size()) return false;
  for (std::size_t i = 0; i < kForm.size(); ++i) {
    const char form = kForm[i];
    const char c = text[i];
    const bool letter = lower(c) >= 'a' && lower(c) <= 'z';
    if (form == 'a' ? !letter : form == '0' ? !is_digit(c) : c != form) return false;
  }
  return true;
}

bool take_line(std::string_view& rest, std::string_view& line) {
  const std::size_t end = rest.find("\r\n");
  if (end == std::string_view::npos) return false;
  line = rest.substr(0, end);
  rest.remove_prefix(end + 2);
  return line.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

template <class Number>
bool read_number(std::string_view text, int base, Number& number) {
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return !text.empty() && end.ec == std::errc() && end.ptr == text.data() + text.size();
}

std::string read_fields(std::string_view& rest, std::vector<std::pair<std::string, std::string>>& fields) {
  std::string_view line;
  while (take_line(rest, line)) {
    if (line.empty()) return {};
    const std::size_t colon = std::min(line.find(": "), line.size());
    if (colon == line.size() || !is_token(line.substr(0, colon)) || !is_value(line.substr(colon + 2))) {
      return "not a field: " + std::string(line);
    }
    fields.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
  return "the fields do not end";
}

std::string read_chunks(std::string_view& rest, std::string& body) {
  while (true) {
    std::string_view line;
    std::uint32_t size = 0;
    if (!take_line(rest, line) || !read_number(line, 16, size)) return "not a chunk's head";
    if (size == 0) break;
    if (rest.size() < size + 2 || rest.substr(size, 2) != "\r\n") return "a chunk that does not end";
    body.append(rest.substr(0, size));
    rest.remove_prefix(size + 2);
  }
  std::vector<std::pair<std::string, std::string>> trailers;
  return read_fields(rest, trailers);
}

bool no_body_follows(std::string_view rest, BodyRule rule) {
  if (rule == BodyRule::kGuess) return rest.empty() || rest.starts_with("HTTP/1.1 ");
  return rule == BodyRule::kToHead;
}

std::string read_body(std::string_view& rest, BodyRule rule, HttpAnswer& answer) {
  const int lengths = answer.count("content-length");
  const int codings = answer.count("transfer-encoding");
  if (lengths + codings > 1) return "a body that is framed twice";
  if (answer.interim() || answer.status == 204) {
    return lengths + codings == 0 ? "" : "a body announced where none may be";
  }
  if (answer.status == 304) return {};
  if (codings == 1) {
    if (answer.field("transfer-encoding") != "chunked") return "a transfer coding that is not chunked";
    return no_body_follows(rest, rule) ? "" : read_chunks(rest, answer.body);
  }
  if (lengths == 0) {
    if (!answer.closes()) return "a body without a length";
    if (rule != BodyRule::kToHead) answer.body.assign(std::exchange(rest, {}));
    return {};
  }
  std::uint32_t size = 0;
  if (!read_number(answer.field("content-length"), 10, size)) return "a length that is no number";
  if (size == 0 || no_body_follows(rest, rule)) return {};
  if (rest.size() < size) return "a body that is shorter than announced";
  answer.body.assign(rest.substr(0, size));
  rest.remove_prefix(size);
  return {};
}

}  // namespace

int HttpAnswer::count(std::string_view name) const {
  return static_cast<int>(
      std::count_if(fields.begin(), fields.end(), [&](const auto& one) { return same_name(one.first, name); }));
}

std::string_view HttpAnswer::field(std::string_view name) const {
  for (const auto& [key, value] : fields) {
    if (same_name(key, name)) return value;
  }
  return {};
}

bool HttpAnswer::closes() const { return same_name(field("connection"), "close"); }

std::string read_answer(std::string_view& rest, BodyRule rule, HttpAnswer& answer) {
  answer = {};
  std::string_view line;
  if (!take_line(rest, line)) return "no status line";
  if (!line.starts_with("HTTP/1.1 ") || line.size() < 13 || line[12] != ' ' ||
      !read_number(line.substr(9, 3), 10, answer.status) || answer.status < 100 || !is_value(line.substr(13))) {
    return "not a status line: " + std::string(line.substr(0, 200));
  }
  answer.reason = line.substr(13);
  if (std::string fault = read_fields(rest, answer.fields); !fault.empty()) return fault;
  if (!answer.interim() && (answer.count("date") != 1 || !is_date(answer.field("date")))) {
    return "no Date, or not one of them: " + std::string(answer.field("date"));
  }
  if (answer.count("connection") > 1) return "Connection twice";
  return read_body(rest, rule, answer);
}

}  // namespace test
