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

duet::Result<User> Users::create(const CreateUserRequest& request, duet::Call& call) {
  duet::Result<User> user = store_->insert({0, request.name, request.email});
  if (user) call.log().with("user_id", user->id).debug("created a user");
  return user;
}

duet::Result<User> Users::get(const GetUserRequest& request, duet::Call&) { return store_->find(request.id); }

duet::Result<ListUsersResponse> Users::list(const ListUsersRequest& request, duet::Call&) {
  const duet::Result<std::int32_t> after = read_page_token(request.page_token);
  if (!after) return after.status();
  const std::int32_t wanted = request.page_size == 0 ? settings_.page_size_default : request.page_size;
  const auto size = static_cast<std::size_t>(std::min(wanted, settings_.page_size_max));

  // One user more than asked for tells whether there is a next page.
  duet::Result<std::vector<User>> found = store_->list(*after, size + 1);
  if (!found) return found.status();
  ListUsersResponse page{std::move(*found), {}};
  if (page.users.size() > size) {
    page.users.pop_back();
    page.next_page_token = std::to_string(page.users.back().id);
  }
  return page;
}

duet::Result<User> Users::update(const UpdateUserRequest& request, duet::Call&) { return store_->update(request); }

duet::Result<duet::Empty> Users::remove(const DeleteUserRequest& request, duet::Call&) {
  if (duet::Status status = store_->erase(request.id); !status.ok()) return status;
  return duet::Empty{};
}

void Users::describe(duet::Plugin<Users>& plugin) {
  plugin.id("com.example.users").version("1.0.0");
  auto& service = plugin.service("users.v1.Users").doc("The people who have an account.");
  service.unary("CreateUser", &Users::create).post("/users").doc("Adds a user; the answer has the id.");
  // The store is in memory: reading from it takes no longer than handing the call to another thread would.
  service.unary("GetUser", &Users::get).get("/users/{id}").runs_inline().doc("Reads one user.");
  service.unary("ListUsers", &Users::list).get("/users").doc("Reads the users, one page at a time.");
  service.unary("UpdateUser", &Users::update)
      .patch("/users/{id}")
      .idempotent()
      .doc("Changes the fields of a user that are present in the request.");
  service.unary("DeleteUser", &Users::remove).del("/users/{id}").doc("Removes a user.");
}

}  // namespace users

DUET_PLUGIN(users::Users)
