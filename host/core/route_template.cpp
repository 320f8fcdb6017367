#include "core/route_template.hpp"

namespace duet::core {
namespace {

bool is_identifier_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_identifier(char c) { return is_identifier_start(c) || (c >= '0' && c <= '9'); }

/// RFC 3986's pchar without ":" (it begins a verb) and the template's own "*", "{", "}", "=".
bool is_literal(char c) {
  if (is_identifier(c)) return true;
  return std::string_view("-.~%!$&'()+,;@").find(c) != std::string_view::npos;
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
      const std::size_t begin = position_;
      while (!at_end() && is_literal(peek())) ++position_;
      if (position_ == begin) return fail("a verb is missing after ':'");
      out_.verb = text_.substr(begin, position_ - begin);
    }
    if (!at_end()) return fail("unexpected '" + std::string(1, peek()) + "'");
    return double_star_is_last();
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

  bool segments(bool in_variable) {
    do {
      if (!segment(in_variable)) return false;
    } while (take('/'));
    return true;
  }

  bool segment(bool in_variable) {
    if (at_end()) return fail("a segment is missing");
    if (peek() == '{') {
      return in_variable ? fail("a variable cannot hold another variable") : variable();
    }
    if (take('*')) {
      out_.segments.push_back({take('*') ? RouteTemplate::Kind::kDoubleStar : RouteTemplate::Kind::kStar, {}});
      return true;
    }
    const std::size_t begin = position_;
    while (!at_end() && is_literal(peek())) ++position_;
    if (position_ == begin) return fail("a segment is missing");
    out_.segments.push_back({RouteTemplate::Kind::kLiteral, std::string(text_.substr(begin, position_ - begin))});
    return true;
  }

  bool variable() {
    ++position_;
    RouteTemplate::Variable variable;
    if (!field_path(variable.field_path)) return false;
    for (const auto& other : out_.variables) {
      if (other.field_path == variable.field_path) return fail("'" + variable.field_path + "' is bound twice");
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

  bool double_star_is_last() {
    for (std::size_t i = 0; i + 1 < out_.segments.size(); ++i) {
      if (out_.segments[i].kind == RouteTemplate::Kind::kDoubleStar) return fail("'**' may only be the last segment");
    }
    return true;
  }

  std::string_view text_;
  RouteTemplate& out_;
  TemplateError& error_;
  std::size_t position_ = 0;
};

}  // namespace

std::string RouteTemplate::shape() const {
  std::string shape;
  for (const Segment& segment : segments) {
    shape += '/';
    switch (segment.kind) {
      case Kind::kLiteral:
        shape += segment.text;
        break;
      case Kind::kStar:
        shape += '*';
        break;
      case Kind::kDoubleStar:
        shape += "**";
        break;
    }
  }
  if (segments.empty()) shape = "/";
  if (!verb.empty()) shape += ':' + verb;
  return shape;
}

bool parse_template(std::string_view text, RouteTemplate& out, TemplateError& error) {
  return Parser(text, out, error).parse();
}

}  // namespace duet::core
