#include <doctest/doctest.h>

#include <string>
#include <vector>

#include <duet/service/path_template.hpp>

namespace {

using duet::detail::PathTemplate;

TEST_CASE("templates that are well formed") {
  for (const char* text :
       {"/", "/items", "/items/{id}", "/v1/{name=shelves/*}/books/{book}", "/files/{path=**}", "/a/*/b/**",
        "/items/{id}:publish", "/{a.b.c}", "/items:search", "/x/{y=**}:verb", "/caf%C3%A9:a%2fb"}) {
    CAPTURE(text);
    CHECK(PathTemplate(text).error().empty());
  }
  CHECK(PathTemplate("/{a}/x/{b.c=**}").variables() == std::vector<std::string>{"a", "b.c"});
}

TEST_CASE("templates that are not") {
  const std::pair<const char*, const char*> all[] = {
      {"", "it must begin with '/'"},
      {"items", "it must begin with '/'"},
      {"/items//x", "a segment is empty"},
      {"/items/", "a segment is empty"},
      {"/items/{id", "'}' is missing"},
      {"/items/{}", "a variable has no name"},
      {"/items/{a={b}}", "a variable cannot hold another variable"},
      {"/items/{a}/{a}", "the variable 'a' occurs twice"},
      {"/items/**/x", "'**' must be the last segment"},
      {"/items/{a=**}/x", "'**' must be the last segment"},
      {"/items:", "a verb is missing after ':'"},
      {"/it ems", "unexpected ' '"},
      {"/items?x", "unexpected '?'"},
      {"/a{b}", "unexpected '{'"},
      {"/***", "unexpected '*'"},
      {"/items/{id}}", "unexpected '}'"},
      {"/100%", "a '%' itself is written '%25'"},
      {"/a/%4:b", "a '%' itself is written '%25'"},
      {"/a:%zz", "a '%' itself is written '%25'"},
  };
  for (const auto& [text, error] : all) {
    CAPTURE(text);
    CHECK(PathTemplate(text).error() == error);
  }
}

}  // namespace
