// The plugin users as it is shipped: the library, loaded and called across the border.
#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "support/loaded_plugin.hpp"
#include "support/test_plugin.hpp"

namespace {

using duet::test::load_plugin;
using duet::test::Reply;
using duet::test::Request;
using duet::test::TestHost;
using duet::test::TestPlugin;

struct Users {
  TestHost host;
  TestPlugin plugin{host, load_plugin(USERS_PLUGIN)};
};

TEST_CASE("a user is created with an id, read, changed and deleted") {
  Users users;
  const std::string ada = R"({"id":1,"name":"Ada","email":"ada@example.com"})";
  CHECK(users.plugin.json("CreateUser", R"({"name":"Ada","email":"ada@example.com"})").body == ada);
  CHECK(users.plugin.json("GetUser", R"({"id":1})").body == ada);
  CHECK(users.plugin.json("ListUsers", "").body == R"({"users":[)" + ada + "]}");
  CHECK(users.plugin.json("UpdateUser", R"({"id":1,"email":"ADA@example.com"})").body ==
        R"({"id":1,"name":"Ada","email":"ADA@example.com"})");
  CHECK(users.plugin.json("DeleteUser", R"({"id":1})").code == 0);
  const Reply gone = users.plugin.json("GetUser", R"({"id":1})");
  CHECK(gone.code == 5);
  CHECK(gone.message == "User not found");
}

TEST_CASE("no two users have one email") {
  Users users;
  CHECK(users.plugin.json("CreateUser", R"({"name":"Ada","email":"ada@example.com"})").code == 0);
  CHECK(users.plugin.json("CreateUser", R"({"name":"Bob","email":"bob@example.com"})").code == 0);
  const Reply taken = users.plugin.json("CreateUser", R"({"name":"Ada","email":"Ada@Example.com"})");
  CHECK(taken.code == 6);
  CHECK(taken.details.find("is taken by another user") != std::string::npos);
  CHECK(users.plugin.json("UpdateUser", R"({"id":2,"email":"ada@example.com"})").code == 6);
  CHECK(users.plugin.json("GetUser", R"({"id":2})").body == R"({"id":2,"name":"Bob","email":"bob@example.com"})");
  // The email of a user who has gone, or has another one now, is free.
  CHECK(users.plugin.json("UpdateUser", R"({"id":2,"email":"bob@example.org"})").code == 0);
  CHECK(users.plugin.json("CreateUser", R"({"name":"Cyd","email":"bob@example.com"})").code == 0);
  CHECK(users.plugin.json("DeleteUser", R"({"id":1})").code == 0);
  CHECK(users.plugin.json("CreateUser", R"({"name":"Dan","email":"ada@example.com"})").code == 0);
}

TEST_CASE("an email looks like one") {
  Users users;
  for (const char* email : {"ada", "ada@", "@example.com", "ada@example", "a da@example.com", ""}) {
    CAPTURE(email);
    const Reply reply = users.plugin.json("CreateUser", R"({"name":"Ada","email":")" + std::string(email) + R"("})");
    CHECK(reply.http_status == 422);
    CHECK(reply.message.find("email: ") != std::string::npos);
  }
}

}  // namespace
