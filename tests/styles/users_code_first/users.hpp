// The contract of the service users.v1.Users: its messages, their fields and the rules for them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <duet/model.hpp>

namespace users {

// Not every address that RFC 5322 allows, but every one that people have.
inline constexpr std::string_view kEmailPattern = "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$";

struct User {
  std::int32_t id = 0;
  std::string name;
  std::string email;
};
DUET_MODEL(User, duet::doc("One person with an account."),
           DUET_FIELD(1, id, duet::output_only, duet::doc("Given by the service.")),
           DUET_FIELD(2, name, duet::length(1, 100), duet::doc("How the person wants to be called.")),
           DUET_FIELD(3, email, duet::length(3, 254), duet::pattern(kEmailPattern),
                      duet::doc("Where mail reaches the person. No two users have the same.")));

struct CreateUserRequest {
  std::string name;
  std::string email;
};
DUET_MODEL(CreateUserRequest,
           DUET_FIELD(1, name, duet::length(1, 100), duet::doc("How the person wants to be called.")),
           DUET_FIELD(2, email, duet::length(3, 254), duet::pattern(kEmailPattern),
                      duet::doc("Where mail reaches the person. No two users have the same.")));

struct GetUserRequest {
  std::int32_t id = 0;
};
DUET_MODEL(GetUserRequest, DUET_FIELD(1, id, duet::gt(0)));

struct ListUsersRequest {
  std::int32_t page_size = 0;
  std::string page_token;
};
DUET_MODEL(ListUsersRequest,
           DUET_FIELD(1, page_size, duet::ge(0),
                      duet::doc("How many users at most; 0 leaves it to the service, which may also give fewer.")),
           DUET_FIELD(2, page_token, duet::doc("The next_page_token of the page before; empty for the first page.")));

struct ListUsersResponse {
  std::vector<User> users;
  std::string next_page_token;
};
DUET_MODEL(ListUsersResponse, DUET_FIELD(1, users, duet::doc("In the order of their ids.")),
           DUET_FIELD(2, next_page_token, duet::doc("Asks for the next page; empty after the last one.")));

struct UpdateUserRequest {
  std::int32_t id = 0;
  std::optional<std::string> name;
  std::optional<std::string> email;
};
DUET_MODEL(UpdateUserRequest, duet::doc("Only the fields that are present change."), DUET_FIELD(1, id, duet::gt(0)),
           DUET_FIELD(2, name, duet::length(1, 100)),
           DUET_FIELD(3, email, duet::length(3, 254), duet::pattern(kEmailPattern)));

struct DeleteUserRequest {
  std::int32_t id = 0;
};
DUET_MODEL(DeleteUserRequest, DUET_FIELD(1, id, duet::gt(0)));

// What an admin can set in [plugin.settings].
struct UsersSettings {
  std::int32_t page_size_default = 50;
  std::int32_t page_size_max = 500;
  std::int32_t users_max = 1'000'000;
};
DUET_MODEL(UsersSettings,
           DUET_FIELD(1, page_size_default, duet::range(1, 10'000),
                      duet::doc("Users on a page if none are asked for.")),
           DUET_FIELD(2, page_size_max, duet::range(1, 10'000), duet::doc("Users on a page at most.")),
           DUET_FIELD(3, users_max, duet::range(1, 100'000'000), duet::doc("Users that are kept at most.")));

}  // namespace users
