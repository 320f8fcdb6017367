// What an admin can set in [plugin.settings] for the plugin users.
#pragma once

#include <cstdint>

#include <duet/model.hpp>

namespace users {

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
