// Where users are kept. The service knows this interface only, so that a database can take the place of the memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <duet/result.hpp>

#include "users/v1/users.duet.hpp"

namespace users {

using v1::UpdateUserRequest;
using v1::User;

// Implementations are used by several threads at once. An id that is not known gives NOT_FOUND, an email that another
// user has gives ALREADY_EXISTS; upper and lower case make no difference in it.
class UserStore {
 public:
  virtual ~UserStore() = default;

  // Keeps a new user and gives it an id. RESOURCE_EXHAUSTED when the store is full.
  virtual duet::Result<User> insert(User user) = 0;
  virtual duet::Result<User> find(std::int32_t id) const = 0;
  // Up to `count` users with ids above `after`, in the order of their ids.
  virtual duet::Result<std::vector<User>> list(std::int32_t after, std::size_t count) const = 0;
  // Changes the fields that are present.
  virtual duet::Result<User> update(const UpdateUserRequest& change) = 0;
  virtual duet::Status erase(std::int32_t id) = 0;
};

}  // namespace users
