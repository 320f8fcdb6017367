#include "core/route_template.hpp"

#include <doctest/doctest.h>

using duet::core::parse_template;
using duet::core::RouteTemplate;
using duet::core::TemplateError;

namespace {

/// The kinds and literals of a template's segments, and its verb; or its error.
std::string shape(std::string_view text) {
  RouteTemplate out;
  TemplateError error;
  if (!parse_template(text, out, error)) return std::to_string(error.position) + ": " + error.message;
  std::string shape = out.segments.empty() ? "/" : "";
  for (const auto& segment : out.segments) {
    shape += '/';
    shape += segment.kind == RouteTemplate::Kind::kLiteral ? segment.text
             : segment.kind == RouteTemplate::Kind::kStar  ? "*"
                                                           : "**";
  }
  return out.verb.empty() ? shape : shape + ":" + out.verb;
}

}  // namespace

TEST_CASE("templates and their shapes") {
  CHECK(shape("/") == "/");
  CHECK(shape("/items") == "/items");
  CHECK(shape("/items/{id}") == "/items/*");
  CHECK(shape("/items/{item.id}:buy") == "/items/*:buy");
  CHECK(shape("/v1/{name=shelves/*/books/*}") == "/v1/shelves/*/books/*");
  CHECK(shape("/v1/{name=files/**}") == "/v1/files/**");
  CHECK(shape("/v1/**:watch") == "/v1/**:watch");
  CHECK(shape("/v1/*/x") == "/v1/*/x");
}

TEST_CASE("variables know the segments they span") {
  RouteTemplate out;
  TemplateError error;
  REQUIRE(parse_template("/v1/{name=shelves/*}/books/{book}", out, error));
  REQUIRE(out.variables.size() == 2);
  CHECK(out.variables[0].field_path == "name");
  CHECK(out.variables[0].first == 1);
  CHECK(out.variables[0].count == 2);
  CHECK(out.variables[0].multi);
  CHECK(out.variables[1].field_path == "book");
  CHECK(out.variables[1].first == 4);
  CHECK_FALSE(out.variables[1].multi);
}

TEST_CASE("a variable without a template is one of a single segment") {
  for (const char* text : {"/v1/{id}", "/v1/{id=*}", "/v1/{id=x}"}) {
    RouteTemplate out;
    TemplateError error;
    REQUIRE(parse_template(text, out, error));
    CHECK(out.variables.at(0).count == 1);
    CHECK_FALSE(out.variables[0].multi);
  }
}

TEST_CASE("literals and verbs are what they decode to") {
  CHECK(shape("/caf%C3%A9") == "/caf\u00e9");
  CHECK(shape("/a%3Ab%3dc%2A:d%65f") == "/a:b=c*:def");
  CHECK(shape("/a%2Fb") == "/a/b");
  CHECK(shape("/-._~!$&'()+,;@") == "/-._~!$&'()+,;@");
}

TEST_CASE("what is not a template is refused with its place and the mend") {
  CHECK(shape("") == "0: a template begins with '/'");
  CHECK(shape("items") == "0: a template begins with '/'");
  CHECK(shape("/items/") == "7: a segment is missing; take out the '/' before it");
  CHECK(shape("//items") == "1: a segment is missing; take out the '/' before it");
  CHECK(shape("/{a=}") == "4: a segment is missing before '}'");
  CHECK(shape("/items/{}") == "8: a field name is missing");
  CHECK(shape("/items/{a.}") == "10: a field name is missing");
  CHECK(shape("/items/{1a}") == "8: a field name is missing");
  CHECK(shape("/items/{id") == "10: '}' is missing after 'id'");
  CHECK(shape("/items/{id:buy}") == "10: '}' is missing after 'id'");
  CHECK(shape("/items/{a={b}}") == "10: a variable cannot hold another variable; put one behind the other");
  CHECK(shape("/items/{id}/{id}") == "13: 'id' is bound twice; a field takes one variable");
  CHECK(shape("/items:") == "7: a verb is missing after ':'");
  CHECK(shape("/items:*") == "7: a verb is missing after ':'");
  CHECK(shape("/items:a/b") == "8: a verb ends the template; write a ':' in a segment as '%3A'");
  CHECK(shape("/items:a:b") == "8: unexpected ':'; in a literal it is written '%3A'");
  CHECK(shape("/**/items") == "4: '**' may only be the last segment; use '*' before it");
  CHECK(shape("/{a=**}/{b}") == "8: '**' may only be the last segment; use '*' before it");
  CHECK(shape("/{a=**/b}") == "7: '**' may only be the last segment; use '*' before it");
  CHECK(shape("/***") == "3: a '*' begins a segment; put a '/' before it");
  CHECK(shape("/a*") == "2: a '*' begins a segment; put a '/' before it");
  CHECK(shape("/a{b}") == "2: a '{' begins a segment; put a '/' before it");
  CHECK(shape("/{a}b") == "4: unexpected 'b'; a '/' or a verb ends a segment");
  CHECK(shape("/items?x") == "6: unexpected '?'; in a literal it is written '%3F'");
  CHECK(shape("/a=b") == "2: unexpected '='; in a literal it is written '%3D'");
  CHECK(shape("/it ems") == "3: unexpected character; in a literal it is written '%20'");
  CHECK(shape("/\xc3\xa9") == "1: unexpected character; in a literal it is written '%C3'");
  CHECK(shape("/a%zz") == "1: 'a%zz' is not percent-encoded UTF-8; write a '%' itself as '%25'");
  CHECK(shape("/a/%ff") == "3: '%ff' is not percent-encoded UTF-8; write a '%' itself as '%25'");
}
