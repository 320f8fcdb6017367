// The service users.v1.Users: what each method does with a request.
#pragma once

#include <memory>

#include <duet/plugin.hpp>

#include "user_store.hpp"

namespace users {

class Users {
 public:
  using Settings = UsersSettings;

  Users(duet::PluginContext context, const Settings& settings);

  duet::Result<User> create(const CreateUserRequest& request, duet::Call& call);
  duet::Result<User> get(const GetUserRequest& request, duet::Call& call);
  duet::Result<ListUsersResponse> list(const ListUsersRequest& request, duet::Call& call);
  duet::Result<User> update(const UpdateUserRequest& request, duet::Call& call);
  duet::Result<duet::Empty> remove(const DeleteUserRequest& request, duet::Call& call);

  static void describe(duet::Plugin<Users>& plugin);

 private:
  const Settings settings_;
  std::unique_ptr<UserStore> store_;
};

}  // namespace users
