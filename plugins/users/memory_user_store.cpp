#include "memory_user_store.hpp"

#include <algorithm>
#include <limits>
#include <mutex>
#include <utility>

namespace users {
namespace {

duet::Status user_not_found() { return duet::not_found("User not found"); }
duet::Status email_taken() {
  return duet::already_exists("a user with this email exists already")
      .with_violation("email", "is taken by another user", "unique");
}

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

}  // namespace

duet::Result<User> MemoryUserStore::insert(User user) {
  const std::lock_guard lock(mutex_);
  const bool ids_left = last_id_ < std::numeric_limits<std::int32_t>::max();
  if (users_.size() >= users_max_ || !ids_left)
    return duet::resource_exhausted("no more than {} users can be kept", users_max_);
  if (!id_of_email_.emplace(lower_case(user.email), last_id_ + 1).second) return email_taken();
  user.id = ++last_id_;
  return users_.emplace(user.id, std::move(user)).first->second;
}

duet::Result<User> MemoryUserStore::find(std::int32_t id) const {
  const std::shared_lock lock(mutex_);
  const auto found = users_.find(id);
  if (found == users_.end()) return user_not_found();
  return found->second;
}

duet::Result<std::vector<User>> MemoryUserStore::list(std::int32_t after, std::size_t count) const {
  const std::shared_lock lock(mutex_);
  std::vector<User> page;
  for (auto next = users_.upper_bound(after); next != users_.end() && page.size() < count; ++next) {
    page.push_back(next->second);
  }
  return page;
}

duet::Result<User> MemoryUserStore::update(const UpdateUserRequest& change) {
  const std::lock_guard lock(mutex_);
  const auto found = users_.find(change.id);
  if (found == users_.end()) return user_not_found();
  User& user = found->second;
  if (change.email) {
    const auto [owner, is_new] = id_of_email_.emplace(lower_case(*change.email), user.id);
    if (owner->second != user.id) return email_taken();
    if (is_new) id_of_email_.erase(lower_case(user.email));
    user.email = *change.email;
  }
  if (change.name) user.name = *change.name;
  return user;
}

duet::Status MemoryUserStore::erase(std::int32_t id) {
  const std::lock_guard lock(mutex_);
  const auto found = users_.find(id);
  if (found == users_.end()) return user_not_found();
  id_of_email_.erase(lower_case(found->second.email));
  users_.erase(found);
  return {};
}

}  // namespace users
