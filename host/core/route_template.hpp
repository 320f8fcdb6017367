// The path template of google.api.http (google/api/http.proto):
//
//   Template = "/" Segments [ Verb ] ;     Segments = Segment { "/" Segment } ;
//   Segment  = "*" | "**" | LITERAL | Variable ;
//   Variable = "{" FieldPath [ "=" Segments ] "}" ;     Verb = ":" LITERAL ;
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace duet::core {

/// A parsed template. Variables are flattened: "/v1/{name=shelves/*}" is the segments v1, shelves, * and a variable
/// "name" that spans the last two.
struct RouteTemplate {
  enum class Kind { kLiteral, kStar, kDoubleStar };
  struct Segment {
    Kind kind = Kind::kLiteral;
    std::string text;  // of a literal
    bool operator==(const Segment&) const = default;
  };
  struct Variable {
    std::string field_path;
    std::size_t first = 0;  // segment
    std::size_t count = 0;  // segments; a trailing ** counts as one and takes all that is left
    bool multi = false;     // more than one segment can match: "%2F" stays encoded
  };

  std::string text;  // as it was written
  std::vector<Segment> segments;
  std::vector<Variable> variables;
  std::string verb;

  /// Two templates with one shape match the same paths: "/items/*" for "/items/{id}".
  std::string shape() const;
};

/// What is wrong with a template, and where.
struct TemplateError {
  std::size_t position = 0;  // byte offset
  std::string message;
};

/// Parses `text` into `out`; false with `error` set if it is not a template. "**" may only be the last segment.
bool parse_template(std::string_view text, RouteTemplate& out, TemplateError& error);

}  // namespace duet::core
