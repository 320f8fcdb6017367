// The path template of google.api.http (google/api/http.proto):
//
//   Template = "/" Segments [ Verb ] ;     Segments = Segment { "/" Segment } ;
//   Segment  = "*" | "**" | LITERAL | Variable ;
//   Variable = "{" FieldPath [ "=" Segments ] "}" ;     Verb = ":" LITERAL ;
//
// A LITERAL is made of what a path segment of RFC 3986 section 3.3 may hold, but for ":", "=" and "*", which mean
// something here and are percent-encoded to be meant literally. It stands for the text that it decodes to: "caf%C3%A9"
// takes "caf%c3%a9" too, and "a%3Ab" takes "a:b".
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
    std::string text;  // of a literal, decoded
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
  std::string verb;  // decoded
};

/// What is wrong with a template, and where.
struct TemplateError {
  std::size_t position = 0;  // byte offset
  std::string message;
};

/// Parses `text` into `out`; false with `error` set, which tells the mend too, if it is not a template. "**" may only
/// be the last segment, and a field may have one variable only.
bool parse_template(std::string_view text, RouteTemplate& out, TemplateError& error);

}  // namespace duet::core
