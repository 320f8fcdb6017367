#include "generated.hpp"

#include <duet/plugin/contract.hpp>
#include <stdexcept>

#include "everything/v1/everything.duet.hpp"
#include "items/v1/items.duet.hpp"
#include "kinds/v1/kinds.duet.hpp"
#include "probe/v1/probe.duet.hpp"
#include "rich/v1/rich.duet.hpp"
#include "rules/v1/rules.duet.hpp"
#include "users/v1/users.duet.hpp"

// rich.proto names it.
void rich::v1::check_even(const Even&, duet::Checks&) {}

namespace round_trip {
namespace {

template <class... Models>
void rebuild(const char* package, std::string& set) {
  duet::detail::FileBuilder file(package, duet::detail::Origins::kIgnored);
  (file.add_message<Models>(), ...);
  std::string error;
  if (!duet::detail::append_file(file, set, error)) throw std::runtime_error(error);
}

}  // namespace

std::string carried_files() {
  duet::detail::ProtoFiles files;
  std::string set, error;
  for (const duet::ProtoFile* file :
       {&items::v1::kItemsV1ItemsProto, &users::v1::kUsersV1UsersProto, &probe::v1::kProbeV1ProbeProto,
        &kinds::v1::kKindsV1KindsProto, &rules::v1::kRulesV1RulesProto, &rich::v1::kRichV1RichProto,
        &everything::v1::kEverythingV1EverythingProto}) {
    if (!files.add(*file, error)) throw std::runtime_error(error);
  }
  files.append_to(set);
  return set;
}

std::string rebuilt_files() {
  std::string set;
  {
    using namespace items::v1;
    rebuild<Item, CreateItemRequest, GetItemRequest, ListItemsRequest, ListItemsResponse, UpdateItemRequest,
            DeleteItemRequest, WatchPricesRequest, ItemPrice, ImportItemsResponse, QueryItemsRequest,
            QueryItemsResponse>("items.v1", set);
  }
  {
    using namespace users::v1;
    rebuild<User, CreateUserRequest, GetUserRequest, ListUsersRequest, ListUsersResponse, UpdateUserRequest,
            DeleteUserRequest>("users.v1", set);
  }
  {
    using namespace probe::v1;
    rebuild<Everything, CheckRequest, FailRequest, ThrowRequest, DelayRequest, DelayResponse, HeadersResponse,
            BigRequest, BigResponse, AsyncRequest, AsyncResponse, DigestRequest, DigestResponse, LinesRequest,
            Counters>("probe.v1", set);
  }
  rebuild<kinds::v1::All>("kinds.v1", set);
  rebuild<rules::v1::Item>("rules.v1", set);
  rebuild<rich::v1::Everything>("rich.v1", set);
  rebuild<everything::v1::Everything>("everything.v1", set);
  return set;
}

}  // namespace round_trip
