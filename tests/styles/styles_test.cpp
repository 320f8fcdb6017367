// One contract, whichever style it is written in.
#include <doctest/doctest.h>

#include <string>

#include "core/schema.hpp"
#include "describe/offer.hpp"
#include "support/contract_text.hpp"
#include "support/loaded_plugin.hpp"

namespace {

// The plugin's own file, as a host has it.
struct Contract {
  duet::core::Schema schema;

  explicit Contract(const std::string& library) {
    const duet_description* description = duet::test::load_plugin(library)->describe(nullptr);
    REQUIRE_MESSAGE(description != nullptr, library);
    auto offer = duet::describe::make_offer(*description, {"plugin"});
    if (!offer) FAIL(offer.error().front());
    std::string error;
    REQUIRE_MESSAGE(schema.add("plugin", offer->files, error), error);
  }
  std::set<std::string> text(const std::string& file) const {
    const auto* found = schema.pool().FindFileByName(file);
    REQUIRE_MESSAGE(found != nullptr, file);
    return duet::test::contract_text(*found, duet::test::Comments::kKept);
  }
};

}  // namespace

TEST_CASE("users: the .proto says what the C++ says, comments and routes included") {
  const Contract proto(SHIPPED "/users.so"), code(OTHERS "/users.so");
  CHECK(duet::test::difference(proto.text("users/v1/users.proto"), code.text("users/v1/users.proto")) == "");
}

TEST_CASE("items: the C++ says what the .proto says, comments and routes included") {
  const Contract code(SHIPPED "/items.so"), proto(OTHERS "/items.so");
  CHECK(duet::test::difference(code.text("items/v1/items.proto"), proto.text("items/v1/items.proto")) == "");
}

TEST_CASE("a contract that differs in one word is told apart") {
  const auto users = Contract(SHIPPED "/users.so").text("users/v1/users.proto");
  auto other = users;
  other.erase(other.begin());
  CHECK_FALSE(duet::test::difference(users, other).empty());
}
