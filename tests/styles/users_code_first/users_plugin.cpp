// users.v1.Users once more, described in C++: the contract is that of plugins/users, whose .proto comes first.
#include <algorithm>
#include <string>
#include <utility>

#include <duet/plugin.hpp>

#include "../shelf.hpp"
#include "users.hpp"

namespace users {
namespace {

using Records = std::map<std::int32_t, User>;

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

// OK if nobody but the user of that id has the email.
duet::Status check_email(const Records& records, const std::string& email, std::int32_t id) {
  for (const auto& [other_id, other] : records) {
    if (other_id == id || lower_case(other.email) != lower_case(email)) continue;
    return duet::already_exists("a user with this email exists already")
        .with_violation("email", "is taken by another user", "unique");
  }
  return {};
}

class Users {
 public:
  using Settings = UsersSettings;
  Users(duet::PluginContext, const Settings& settings) : settings_(settings) {}

  duet::Result<User> create(const CreateUserRequest& request, duet::Call&) {
    return shelf_.insert({0, request.name, request.email}, [this](const User& user, const Records& records) {
      if (records.size() >= static_cast<std::size_t>(settings_.users_max))
        return duet::resource_exhausted("no more than {} users can be kept", settings_.users_max);
      return check_email(records, user.email, 0);
    });
  }
  duet::Result<User> get(const GetUserRequest& request, duet::Call&) { return shelf_.find(request.id); }
  duet::Result<ListUsersResponse> list(const ListUsersRequest& request, duet::Call&) {
    auto page = shelf_.page(request.page_token, styles::page_size(request.page_size, settings_));
    if (!page) return page.status();
    return ListUsersResponse{std::move(page->first), std::move(page->second)};
  }
  duet::Result<User> update(const UpdateUserRequest& request, duet::Call&) {
    return shelf_.update(request.id, [&](User& user, const Records& records) {
      duet::Status status = request.email ? check_email(records, *request.email, user.id) : duet::Status();
      if (!status.ok()) return status;
      if (request.email) user.email = *request.email;
      if (request.name) user.name = *request.name;
      return status;
    });
  }
  duet::Result<duet::Empty> remove(const DeleteUserRequest& request, duet::Call&) {
    if (duet::Status status = shelf_.erase(request.id); !status.ok()) return status;
    return duet::Empty{};
  }

  static void describe(duet::Plugin<Users>& plugin) {
    plugin.id("com.example.users").version("1.0.0");
    auto& service = plugin.service("users.v1.Users").doc("The people who have an account.");
    service.unary("CreateUser", &Users::create).post("/users").doc("Adds a user; the answer has the id.");
    service.unary("GetUser", &Users::get).get("/users/{id}").runs_inline().doc("Reads one user.");
    service.unary("ListUsers", &Users::list).get("/users").doc("Reads the users, one page at a time.");
    service.unary("UpdateUser", &Users::update)
        .patch("/users/{id}")
        .idempotent()
        .doc("Changes the fields of a user that are present in the request.");
    service.unary("DeleteUser", &Users::remove).del("/users/{id}").doc("Removes a user.");
  }

 private:
  const Settings settings_;
  styles::Shelf<User> shelf_{"User"};
};

}  // namespace
}  // namespace users

DUET_PLUGIN(users::Users)
