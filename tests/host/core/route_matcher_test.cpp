#include "core/route_matcher.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <string>

using namespace duet::core;

namespace {

class Routes {
 public:
  Routes& add(std::string_view http_method, std::string_view path) {
    Route& route = routes_.emplace_back();
    TemplateError error;
    REQUIRE(parse_template(path, route.path, error));
    route.http_method = http_method;
    REQUIRE(matcher_.add(route) == nullptr);
    return *this;
  }

  /// "the template | variable=text, ...", or "none".
  std::string find(std::string_view http_method, std::string_view path) const {
    RouteMatch match;
    if (!matcher_.match(http_method, path, match)) return "none";
    std::string text = match.route->path.text;
    for (const Capture& capture : match.captures) {
      text += " " + capture.variable->field_path + "=" + std::string(capture.raw);
    }
    return text;
  }

  /// What a look-up has cost.
  std::size_t steps(std::string_view http_method, std::string_view path) const {
    RouteMatch match;
    matcher_.match(http_method, path, match);
    return match.steps;
  }

  std::string allowed(std::string_view path) const {
    std::string text;
    for (const auto method : matcher_.allowed(path)) text += std::string(method) + " ";
    return text;
  }

 private:
  std::deque<Route> routes_;
  RouteMatcher matcher_;
};

}  // namespace

TEST_CASE("a literal wins over * wins over **, whatever the order") {
  Routes forward;
  forward.add("GET", "/a/b").add("GET", "/a/{x}").add("GET", "/a/{y=**}");
  Routes backward;
  backward.add("GET", "/a/{y=**}").add("GET", "/a/{x}").add("GET", "/a/b");
  for (const Routes* routes : {&forward, &backward}) {
    CHECK(routes->find("GET", "/a/b") == "/a/b");
    CHECK(routes->find("GET", "/a/c") == "/a/{x} x=c");
    CHECK(routes->find("GET", "/a/c/d") == "/a/{y=**} y=c/d");
    CHECK(routes->find("GET", "/a") == "/a/{y=**} y=");
  }
}

TEST_CASE("the matcher backtracks") {
  Routes routes;
  routes.add("GET", "/a/b/c").add("GET", "/a/{x}/d").add("POST", "/{p=**}");
  CHECK(routes.find("GET", "/a/b/d") == "/a/{x}/d x=b");
  CHECK(routes.find("POST", "/a/b/c") == "/{p=**} p=a/b/c");
}

TEST_CASE("* never matches an empty segment, and /x/ is not /x") {
  Routes routes;
  routes.add("GET", "/x").add("GET", "/y/{id}");
  CHECK(routes.find("GET", "/x/") == "none");
  CHECK(routes.find("GET", "/y/") == "none");
  CHECK(routes.find("GET", "/y//") == "none");
  CHECK(routes.find("GET", "//y/1") == "none");
  CHECK(routes.find("GET", "") == "none");
  CHECK(routes.find("GET", "y/1") == "none");
}

TEST_CASE("a verb is split off only where a template has it") {
  Routes routes;
  routes.add("POST", "/items/{id}:buy").add("GET", "/items/{id}").add("POST", "/{f=files/**}:seal");
  CHECK(routes.find("POST", "/items/7:buy") == "/items/{id}:buy id=7");
  CHECK(routes.find("GET", "/items/7:buy") == "/items/{id} id=7:buy");
  CHECK(routes.find("GET", "/items/a:b:c") == "/items/{id} id=a:b:c");
  CHECK(routes.find("POST", "/files/a/b:seal") == "/{f=files/**}:seal f=files/a/b");
}

TEST_CASE("HEAD follows GET, * takes any method, Allow lists what there is") {
  Routes routes;
  routes.add("GET", "/a").add("POST", "/a").add("*", "/any");
  CHECK(routes.find("HEAD", "/a") == "/a");
  CHECK(routes.find("PUT", "/a") == "none");
  CHECK(routes.allowed("/a") == "GET HEAD POST ");
  CHECK(routes.allowed("/b").empty());
  CHECK(routes.find("PURGE", "/any") == "/any");
}

TEST_CASE("a variable over several segments") {
  Routes routes;
  routes.add("GET", "/v1/{name=shelves/*/books/*}/pages/{page}");
  CHECK(routes.find("GET", "/v1/shelves/1/books/2/pages/3") ==
        "/v1/{name=shelves/*/books/*}/pages/{page} name=shelves/1/books/2 page=3");
}

TEST_CASE("long paths") {
  Routes routes;
  routes.add("GET", "/deep/{rest=**}");
  std::string path = "/deep";
  for (int i = 0; i < 20000; ++i) path += "/";
  CHECK(routes.find("GET", path).size() > 20000);
}

TEST_CASE("a second route of one method and shape is told") {
  RouteMatcher matcher;
  Route first, second;
  TemplateError error;
  REQUIRE(parse_template("/a/{x}", first.path, error));
  REQUIRE(parse_template("/a/{y}", second.path, error));
  first.http_method = second.http_method = "GET";
  CHECK(matcher.add(first) == nullptr);
  CHECK(matcher.add(second) == &first);
  second.http_method = "PUT";
  CHECK(matcher.add(second) == nullptr);
}

TEST_CASE("a route that names HEAD wins over GET's, whatever the order") {
  Routes forward;
  forward.add("HEAD", "/a").add("GET", "/{x}").add("GET", "/a");
  Routes backward;
  backward.add("GET", "/a").add("*", "/a").add("HEAD", "/a");
  for (const Routes* routes : {&forward, &backward}) CHECK(routes->find("HEAD", "/a") == "/a");
}

TEST_CASE("a colon with nothing behind it is no verb") {
  Routes routes;
  routes.add("GET", "/items/{id}").add("GET", "/items");
  CHECK(routes.find("GET", "/items/a:") == "/items/{id} id=a:");
  CHECK(routes.find("GET", "/items:") == "none");
}

TEST_CASE("literals are compared decoded, by segments that were split before") {
  Routes routes;
  routes.add("GET", "/caf%C3%A9/{id}").add("GET", "/a%3Ab").add("GET", "/x/%7Eme:s%65al").add("GET", "/p%2Fq");
  CHECK(routes.find("GET", "/caf%c3%a9/1") == "/caf%C3%A9/{id} id=1");
  CHECK(routes.find("GET", "/%63af%C3%A9/1") == "/caf%C3%A9/{id} id=1");
  CHECK(routes.find("GET", "/a:b") == "/a%3Ab");
  CHECK(routes.find("GET", "/a%3ab") == "/a%3Ab");
  CHECK(routes.find("GET", "/x/~me:%73eal") == "/x/%7Eme:s%65al");
  CHECK(routes.find("GET", "/x/~me%3Aseal") == "none");
  CHECK(routes.find("GET", "/p%2fq") == "/p%2Fq");
  CHECK(routes.find("GET", "/p/q") == "none");
  CHECK(routes.find("GET", "/p%2zq") == "none");
  CHECK(routes.find("GET", "/P%2Fq") == "none");
}

TEST_CASE("templates that decode to one text are one route") {
  RouteMatcher matcher;
  Route first, second;
  TemplateError error;
  REQUIRE(parse_template("/%61/b:do", first.path, error));
  REQUIRE(parse_template("/a/%62:d%6f", second.path, error));
  first.http_method = second.http_method = "GET";
  CHECK(matcher.add(first) == nullptr);
  CHECK(matcher.add(second) == &first);
}

TEST_CASE("** takes zero segments, one, several and empty ones, with a verb too") {
  Routes routes;
  routes.add("GET", "/v1/{name=shelves/**}").add("POST", "/v1/{name=**}:cancel");
  CHECK(routes.find("GET", "/v1/shelves") == "/v1/{name=shelves/**} name=shelves");
  CHECK(routes.find("GET", "/v1/shelves/") == "/v1/{name=shelves/**} name=shelves/");
  CHECK(routes.find("GET", "/v1/shelves/1") == "/v1/{name=shelves/**} name=shelves/1");
  CHECK(routes.find("GET", "/v1/shelves//2") == "/v1/{name=shelves/**} name=shelves//2");
  CHECK(routes.find("POST", "/v1:cancel") == "/v1/{name=**}:cancel name=");
  CHECK(routes.find("POST", "/v1/:cancel") == "/v1/{name=**}:cancel name=");
  CHECK(routes.find("POST", "/v1/a:b/c:cancel") == "/v1/{name=**}:cancel name=a:b/c");
  CHECK(routes.find("POST", "/v1/a/cancel") == "none");
}

TEST_CASE("a verb's template wins over every one without, but only for its HTTP method") {
  Routes routes;
  routes.add("POST", "/{any=**}:run").add("POST", "/jobs/{id}").add("GET", "/jobs/{id}");
  CHECK(routes.find("POST", "/jobs/7:run") == "/{any=**}:run any=jobs/7");
  CHECK(routes.find("POST", "/jobs/7:walk") == "/jobs/{id} id=7:walk");
  CHECK(routes.find("GET", "/jobs/7:run") == "/jobs/{id} id=7:run");
  CHECK(routes.allowed("/jobs/7:run") == "GET HEAD POST ");
}

TEST_CASE("a match among ten thousand routes takes the steps of one among ten") {
  const auto services = [](std::size_t count) {
    Routes routes;
    for (std::size_t i = 0; i < count / 5; ++i) {
      const std::string base = "/v1/things" + std::to_string(i);
      routes.add("GET", base).add("POST", base).add("GET", base + "/{id}").add("DELETE", base + "/{id}");
      routes.add("POST", base + "/{id}:close");
    }
    return routes;
  };
  const Routes few = services(10);
  const Routes many = services(10'000);
  for (const char* path :
       {"/v1/things1", "/v1/things1/7", "/v1/things1/7:close", "/v1/things1/7/8", "/nothing", "/v1"}) {
    CAPTURE(path);
    CHECK(few.find("POST", path) == many.find("POST", path));
    CHECK(few.steps("POST", path) == many.steps("POST", path));
    CHECK(many.steps("POST", path) <= 8);
  }
  CHECK(many.find("POST", "/v1/things1999/x:close") == "/v1/things1999/{id}:close id=x");
  CHECK(many.steps("GET", "/v1/things1999/x") == 4);
}

TEST_CASE("a path that fits nowhere costs no more than the tree has places") {
  Routes routes;
  std::string wild = "/a";
  std::size_t places = 2;
  for (int depth = 0; depth < 12; ++depth) {
    routes.add("GET", wild + "/a/end").add("GET", wild + "/{x" + std::to_string(depth) + "}/end");
    wild += "/*";
    places += 4;
  }
  std::string path;
  for (int depth = 0; depth < 4000; ++depth) path += "/a";
  CHECK(routes.find("GET", path) == "none");
  CHECK(routes.steps("GET", path) <= places);
}
