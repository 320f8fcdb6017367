// Users in memory: gone when the host stops.
#pragma once

#include <map>
#include <shared_mutex>
#include <string>

#include "user_store.hpp"

namespace users {

class MemoryUserStore final : public UserStore {
 public:
  explicit MemoryUserStore(std::size_t users_max) : users_max_(users_max) {}

  duet::Result<User> insert(User user) override;
  duet::Result<User> find(std::int32_t id) const override;
  duet::Result<std::vector<User>> list(std::int32_t after, std::size_t count) const override;
  duet::Result<User> update(const UpdateUserRequest& change) override;
  duet::Status erase(std::int32_t id) override;

 private:
  const std::size_t users_max_;
  mutable std::shared_mutex mutex_;
  std::map<std::int32_t, User> users_;               // guarded by mutex_
  std::map<std::string, std::int32_t> id_of_email_;  // in lower case; guarded by mutex_
  std::int32_t last_id_ = 0;                         // guarded by mutex_
};

}  // namespace users
