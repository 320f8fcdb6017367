#include "users_plugin.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <utility>

#include "memory_user_store.hpp"

namespace users {
namespace {

// A page token is the last id of the page before.
duet::Result<std::int32_t> read_page_token(std::string_view token) {
  std::int32_t id = 0;
  const char* const end = token.data() + token.size();
  const auto [rest, error] = std::from_chars(token.data(), end, id);
  if (!token.empty() && (error != std::errc() || rest != end || id < 0)) {
    return duet::invalid_argument("page_token is not a token of this list")
        .with_violation("page_token", "must be the next_page_token of the page before", "page_token");
  }
  return id;
}

}  // namespace

Users::Users(duet::PluginContext context, const Settings& settings)
    : settings_(settings), store_(std::make_unique<MemoryUserStore>(static_cast<std::size_t>(settings.users_max))) {
  context.log().debug("users are kept in memory, {} at most", settings.users_max);
}

duet::Result<User> Users::create_user(const v1::CreateUserRequest& request, duet::Call& call) {
  duet::Result<User> user = store_->insert({0, request.name, request.email});
  if (user) call.log().with("user_id", user->id).debug("created a user");
  return user;
}

duet::Result<User> Users::get_user(const v1::GetUserRequest& request, duet::Call&) { return store_->find(request.id); }

duet::Result<v1::ListUsersResponse> Users::list_users(const v1::ListUsersRequest& request, duet::Call&) {
  const duet::Result<std::int32_t> after = read_page_token(request.page_token);
  if (!after) return after.status();
  const std::int32_t wanted = request.page_size == 0 ? settings_.page_size_default : request.page_size;
  const auto size = static_cast<std::size_t>(std::min(wanted, settings_.page_size_max));

  // One user more than asked for tells whether there is a next page.
  duet::Result<std::vector<User>> found = store_->list(*after, size + 1);
  if (!found) return found.status();
  v1::ListUsersResponse page{std::move(*found), {}};
  if (page.users.size() > size) {
    page.users.pop_back();
    page.next_page_token = std::to_string(page.users.back().id);
  }
  return page;
}

duet::Result<User> Users::update_user(const v1::UpdateUserRequest& request, duet::Call&) {
  return store_->update(request);
}

duet::Result<duet::Empty> Users::delete_user(const v1::DeleteUserRequest& request, duet::Call&) {
  if (duet::Status status = store_->erase(request.id); !status.ok()) return status;
  return duet::Empty{};
}

void Users::describe(duet::Plugin<Users>& plugin) {
  plugin.id("com.example.users").version("1.0.0");
  duet::Service<Users>& service = describe_service(plugin);
  // The store is in memory: reading from it takes no longer than handing the call to another thread would.
  service.method("GetUser").runs_inline();
}

}  // namespace users

DUET_PLUGIN(users::Users)
