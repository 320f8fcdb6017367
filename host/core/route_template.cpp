#include "core/route_template.hpp"

#include "core/percent.hpp"

namespace duet::core {
namespace {

bool is_identifier_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_identifier(char c) { return is_identifier_start(c) || (c >= '0' && c <= '9'); }

bool is_literal(char c) {
  if (is_identifier(c)) return true;
  return std::string_view("-.~%!$&'()+,;@").find(c) != std::string_view::npos;
}

std::string percent_encoded(char c) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  return {'%', kDigits[byte >> 4], kDigits[byte & 15]};
}

class Parser {
 public:
  Parser(std::string_view text, RouteTemplate& out, TemplateError& error) : text_(text), out_(out), error_(error) {}

  bool parse() {
    out_ = {};
    out_.text = text_;
    if (!take('/')) return fail("a template begins with '/'");
    if (at_end()) return true;  // "/" alone: the root
    if (!segments(/*in_variable=*/false)) return false;
    if (take(':')) {
      if (at_end() || !is_literal(peek())) return fail("a verb is missing after ':'");
      if (!literal(out_.verb)) return false;
      if (!at_end() && peek() == '/') return fail("a verb ends the template; write a ':' in a segment as '%3A'");
    }
    return at_end() || fail_at_character();
  }

 private:
  bool at_end() const { return position_ == text_.size(); }
  char peek() const { return text_[position_]; }
  bool take(char c) {
    if (at_end() || peek() != c) return false;
    ++position_;
    return true;
  }
  bool fail(std::string message) {
    error_ = {position_, std::move(message)};
    return false;
  }
  bool fail_at_character() {
    const char c = peek();
    if (c == '{' || c == '*') return fail(std::string("a '") + c + "' begins a segment; put a '/' before it");
    if (is_literal(c)) return fail(std::string("unexpected '") + c + "'; a '/' or a verb ends a segment");
    const bool printable = c > ' ' && c <= '~';
    return fail((printable ? "unexpected '" + std::string(1, c) + "'" : std::string("unexpected character")) +
                "; in a literal it is written '" + percent_encoded(c) + "'");
  }

  bool segments(bool in_variable) {
    do {
      if (!out_.segments.empty() && out_.segments.back().kind == RouteTemplate::Kind::kDoubleStar) {
        return fail("'**' may only be the last segment; use '*' before it");
      }
      if (!segment(in_variable)) return false;
    } while (take('/'));
    return true;
  }

  bool segment(bool in_variable) {
    if (at_end() || peek() == '/') return fail("a segment is missing; take out the '/' before it");
    if (peek() == '{') {
      return in_variable ? fail("a variable cannot hold another variable; put one behind the other") : variable();
    }
    if (take('*')) {
      out_.segments.push_back({take('*') ? RouteTemplate::Kind::kDoubleStar : RouteTemplate::Kind::kStar, {}});
      return true;
    }
    if (!is_literal(peek())) return peek() == '}' ? fail("a segment is missing before '}'") : fail_at_character();
    std::string text;
    if (!literal(text)) return false;
    out_.segments.push_back({RouteTemplate::Kind::kLiteral, std::move(text)});
    return true;
  }

  bool literal(std::string& decoded) {
    std::size_t end = position_;
    while (end < text_.size() && is_literal(text_[end])) ++end;
    const std::string_view raw = text_.substr(position_, end - position_);
    if (!decode_percent(raw, PercentMode::kSegment, decoded)) {
      return fail("'" + std::string(raw) + "' is not percent-encoded UTF-8; write a '%' itself as '%25'");
    }
    position_ = end;
    return true;
  }

  bool variable() {
    ++position_;
    const std::size_t name = position_;
    RouteTemplate::Variable variable;
    if (!field_path(variable.field_path)) return false;
    for (const auto& other : out_.variables) {
      if (other.field_path != variable.field_path) continue;
      position_ = name;
      return fail("'" + variable.field_path + "' is bound twice; a field takes one variable");
    }
    variable.first = out_.segments.size();
    if (take('=')) {
      if (!segments(/*in_variable=*/true)) return false;
    } else {
      out_.segments.push_back({RouteTemplate::Kind::kStar, {}});
    }
    if (!take('}')) return fail("'}' is missing after '" + variable.field_path + "'");
    variable.count = out_.segments.size() - variable.first;
    variable.multi = variable.count > 1 || out_.segments.back().kind == RouteTemplate::Kind::kDoubleStar;
    out_.variables.push_back(std::move(variable));
    return true;
  }

  bool field_path(std::string& path) {
    const std::size_t begin = position_;
    do {
      if (at_end() || !is_identifier_start(peek())) return fail("a field name is missing");
      while (!at_end() && is_identifier(peek())) ++position_;
    } while (take('.'));
    path = text_.substr(begin, position_ - begin);
    return true;
  }

  std::string_view text_;
  RouteTemplate& out_;
  TemplateError& error_;
  std::size_t position_ = 0;
};

}  // namespace

bool parse_template(std::string_view text, RouteTemplate& out, TemplateError& error) {
  return Parser(text, out, error).parse();
}

}  // namespace duet::core
