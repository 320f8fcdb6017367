#include "core/route_template.hpp"

#include <doctest/doctest.h>

using duet::core::parse_template;
using duet::core::RouteTemplate;
using duet::core::TemplateError;

namespace {
std::string shape(std::string_view text) {
  RouteTemplate out;
  TemplateError error;
  return parse_template(text, out, error) ? out.shape() : std::to_string(error.position) + ": " + error.message;
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

TEST_CASE("what is not a template is refused with its place") {
  CHECK(shape("") == "0: a template begins with '/'");
  CHECK(shape("items") == "0: a template begins with '/'");
  CHECK(shape("/items/") == "7: a segment is missing");
  CHECK(shape("//items") == "1: a segment is missing");
  CHECK(shape("/items/{}") == "8: a field name is missing");
  CHECK(shape("/items/{id") == "10: '}' is missing after 'id'");
  CHECK(shape("/items/{a={b}}") == "10: a variable cannot hold another variable");
  CHECK(shape("/items/{id}/{id}") == "15: 'id' is bound twice");
  CHECK(shape("/items:") == "7: a verb is missing after ':'");
  CHECK(shape("/**/items").find("'**' may only be the last segment") != std::string::npos);
  CHECK(shape("/{a=**}/{b}").find("'**' may only be the last segment") != std::string::npos);
  CHECK(shape("/items?x") == "6: unexpected '?'");
  CHECK(shape("/it ems") == "3: unexpected ' '");
}
