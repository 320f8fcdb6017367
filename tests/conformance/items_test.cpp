// The plugin items, by every door: what a tutorial does first.
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include "matrix.hpp"

using namespace duet::test;

namespace {

/// Member `name` of a JSON object, as JSON.
std::string member(const std::string& json, const std::string& name) {
  google::protobuf::Struct object;
  REQUIRE(google::protobuf::util::JsonStringToMessage(json, &object).ok());
  std::string text;
  const auto found = object.fields().find(name);
  if (found == object.fields().end()) return "missing";
  REQUIRE(google::protobuf::util::MessageToJsonString(found->second, &text).ok());
  return text;
}

std::string with_id(const std::string& id) { return R"({"id":)" + id + "}"; }

}  // namespace

TEST_CASE("items: create, get, update, delete") {
  for_each_door([](const auto& call) {
    const Outcome created =
        call("items.v1.Items/CreateItem", R"({"name":"Lamp","description":"For a desk","price":19.5})");
    REQUIRE(created.code == "OK");
    const std::string id = member(created.json, "id");
    CHECK(created.json == R"({"id":)" + id + R"(,"name":"Lamp","description":"For a desk","price":19.5})");

    CHECK(call("items.v1.Items/GetItem", with_id(id)).json == created.json);

    const Outcome updated = call("items.v1.Items/UpdateItem", R"({"id":)" + id + R"(,"price":7,"description":""})");
    CHECK(updated.json == R"({"id":)" + id + R"(,"name":"Lamp","price":7})");

    CHECK(call("items.v1.Items/DeleteItem", with_id(id)).code == "OK");
    const Outcome gone = call("items.v1.Items/GetItem", with_id(id));
    CHECK(gone.code == "NOT_FOUND");
    CHECK(gone.message == "Item not found");
    CHECK(call("items.v1.Items/DeleteItem", with_id(id)).code == "NOT_FOUND");
  });
}

TEST_CASE("items: an item created by one door is the same by every other") {
  std::string created, id;
  for_each_door([&](const auto& call) {
    if (created.empty()) {
      created = call("items.v1.Items/CreateItem", R"({"name":"Chair","price":80.25})").json;
      id = member(created, "id");
    }
    CHECK(call("items.v1.Items/GetItem", with_id(id)).json == created);
  });
}

TEST_CASE("items: pages") {
  for_each_door([](const auto& call) {
    for (const char* name : {"a", "b", "c"}) {
      REQUIRE(call("items.v1.Items/CreateItem", std::string(R"({"price":1,"name":")") + name + "\"}").code == "OK");
    }
    std::string token;
    int pages = 0;
    do {
      const std::string request =
          token.empty() ? R"({"page_size":2})" : R"({"page_size":2,"page_token":)" + token + "}";
      const Outcome page = call("items.v1.Items/ListItems", request);
      REQUIRE(page.code == "OK");
      token = member(page.json, "next_page_token");
      ++pages;
    } while (token != "missing");
    CHECK(pages >= 2);

    const Outcome bad = call("items.v1.Items/ListItems", R"({"page_token":"what"})");
    CHECK(bad.code == "INVALID_ARGUMENT");
    CHECK(bad.violations.contains("page_token"));
  });
}

TEST_CASE("items: every violation is told at once, in the same words") {
  for_each_door([](const auto& call) {
    const Outcome outcome = call("items.v1.Items/CreateItem", R"({"name":"","price":-1})");
    CHECK(outcome.code == "INVALID_ARGUMENT");
    CHECK(outcome.violations.size() == 2);
    CHECK(outcome.violations.at("price") == "must be > 0");
    CHECK(outcome.violations.contains("name"));
    CHECK(outcome.message.find("2 fields are invalid") == 0);
  });
}

TEST_CASE("items: a rule on a field that REST takes from the path") {
  for_each_door([](const auto& call) {
    const Outcome outcome = call("items.v1.Items/GetItem", R"({"id":-3})");
    CHECK(outcome.code == "INVALID_ARGUMENT");
    CHECK(outcome.violations.at("id") == "must be > 0");
  });
}

TEST_CASE("users: the tutorial's errors") {
  int n = 0;
  for_each_door([&](const auto& call) {
    const std::string email = "ada" + std::to_string(++n) + "@example.com";
    const Outcome created = call("users.v1.Users/CreateUser", R"({"name":"Ada","email":")" + email + "\"}");
    REQUIRE(created.code == "OK");
    CHECK(member(created.json, "id") != "missing");

    const Outcome twice = call("users.v1.Users/CreateUser", R"({"name":"Ada","email":")" + email + "\"}");
    CHECK(twice.code == "ALREADY_EXISTS");

    const Outcome unknown = call("users.v1.Users/GetUser", R"({"id":999999})");
    CHECK(unknown.code == "NOT_FOUND");
    CHECK(unknown.message == "User not found");

    const Outcome invalid = call("users.v1.Users/CreateUser", R"({"name":"Ada","email":"nobody"})");
    CHECK(invalid.code == "INVALID_ARGUMENT");
    CHECK(invalid.violations.contains("email"));
  });
}
