// Reading the template of a route, to refuse a wrong one when the plugin is described.
//
//   Template = "/" Segments [ ":" LITERAL ];  Segments = Segment { "/" Segment };
//   Segment  = "*" | "**" | LITERAL | "{" FieldPath [ "=" Segments ] "}"
//
// Source: google/api/http.proto. `**` may only be the last segment.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace duet::detail {

class PathTemplate {
 public:
  explicit PathTemplate(std::string_view text) : rest_(text) { read(); }

  // What is wrong with it; empty if it is well formed.
  const std::string& error() const { return error_; }
  // The field paths of its variables, in order.
  const std::vector<std::string>& variables() const { return variables_; }

 private:
  void read() {
    if (!take('/')) return fail("it must begin with '/'");
    if (rest_.empty()) return;  // the root
    read_segments(/*in_variable=*/false);
    if (error_.empty() && take(':')) {
      if (read_word().empty()) return fail("a verb is missing after ':'");
    }
    if (error_.empty() && !rest_.empty()) fail("unexpected '" + std::string(rest_.substr(0, 1)) + "'");
  }

  void read_segments(bool in_variable) {
    do {
      if (ended_) return fail("'**' must be the last segment");
      read_segment(in_variable);
    } while (error_.empty() && take('/'));
  }

  void read_segment(bool in_variable) {
    if (take('{')) {
      if (in_variable) return fail("a variable cannot hold another variable");
      return read_variable();
    }
    if (take('*')) {
      ended_ = take('*');
      return;
    }
    if (read_word().empty()) fail(rest_.empty() || rest_[0] == '/' ? "a segment is empty" : "a segment is malformed");
  }

  void read_variable() {
    std::string name(read_word());
    if (name.empty()) return fail("a variable has no name");
    for (const std::string& other : variables_) {
      if (other == name) return fail("the variable '" + name + "' occurs twice");
    }
    variables_.push_back(std::move(name));
    if (take('=')) read_segments(/*in_variable=*/true);
    if (error_.empty() && !take('}')) fail("'}' is missing");
  }

  std::string_view read_word() {
    std::size_t size = 0;
    while (size < rest_.size() && is_word(rest_[size])) ++size;
    const std::string_view word = rest_.substr(0, size);
    for (std::size_t at = 0; (at = word.find('%', at)) != word.npos; ++at) {
      if (!is_hex_digit(word, at + 1) || !is_hex_digit(word, at + 2)) fail("a '%' itself is written '%25'");
    }
    rest_.remove_prefix(size);
    return word;
  }
  static bool is_hex_digit(std::string_view text, std::size_t at) {
    return at < text.size() && std::string_view("0123456789abcdefABCDEF").find(text[at]) != std::string_view::npos;
  }
  // The characters that a path may have unescaped (RFC 3986, unreserved and a few of sub-delims).
  static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_.~!$&'()+,;@%").find(c) != std::string_view::npos;
  }
  bool take(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void fail(std::string reason) {
    if (error_.empty()) error_ = std::move(reason);
  }

  std::string_view rest_;
  std::string error_;
  std::vector<std::string> variables_;
  bool ended_ = false;
};

}  // namespace duet::detail
