// The plugin users: what each method of users.v1.Users does with a request. The contract is users/v1/users.proto.
#pragma once

#include <memory>

#include <duet/plugin.hpp>

#include "user_store.hpp"
#include "users/v1/users.duet.hpp"
#include "users_settings.hpp"

namespace users {

class Users : public v1::UsersBase<Users> {
 public:
  using Settings = UsersSettings;

  Users(duet::PluginContext context, const Settings& settings);

  duet::Result<User> create_user(const v1::CreateUserRequest& request, duet::Call& call);
  duet::Result<User> get_user(const v1::GetUserRequest& request, duet::Call& call);
  duet::Result<v1::ListUsersResponse> list_users(const v1::ListUsersRequest& request, duet::Call& call);
  duet::Result<User> update_user(const v1::UpdateUserRequest& request, duet::Call& call);
  duet::Result<duet::Empty> delete_user(const v1::DeleteUserRequest& request, duet::Call& call);

  static void describe(duet::Plugin<Users>& plugin);

 private:
  const Settings settings_;
  std::unique_ptr<UserStore> store_;
};

}  // namespace users
