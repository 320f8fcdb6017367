// What DUET_MODEL and DUET_ENUM make of a type: names, kinds, order, presence.
#include <doctest/doctest.h>

#include <duet/model.hpp>
#include <list>

#include "models.hpp"

using duet::detail::FieldOf;

namespace {

struct Underscores {
  int field_name1 = 0, _field_name3 = 0, field__name4_ = 0, fieldName5 = 0, FIELD_NAME6 = 0;
};
DUET_MODEL(Underscores, DUET_FIELD(1, field_name1), DUET_FIELD(2, _field_name3), DUET_FIELD(3, field__name4_),
           DUET_FIELD(4, fieldName5), DUET_FIELD(5, FIELD_NAME6));

struct Nothing {};
DUET_MODEL(Nothing);

struct Undescribed {};
struct Derived : Nothing {
  int more = 0;
};

static_assert(duet::Model<Nothing> && duet::Model<kinds::Outer::Nested> && duet::Model<duet::Empty>);
static_assert(!duet::Model<Undescribed> && !duet::Model<Derived> && !duet::Model<int> && !duet::Model<std::string> &&
              !duet::Model<kinds::Color>);
static_assert(duet::detail::is_supported<std::vector<long long>>() && !duet::detail::is_supported<short>());
static_assert(!duet::detail::is_supported<std::vector<std::vector<int>>>());
static_assert(!duet::detail::is_supported<std::list<int>>() && !duet::detail::is_supported<std::map<double, int>>());
static_assert(!duet::detail::is_supported<char>() && !duet::detail::is_supported<Undescribed>());

}  // namespace

TEST_CASE("the JSON name of a field is lowerCamel, as protoc makes it") {
  CHECK(FieldOf<Underscores, 0>::kJsonName == "fieldName1");
  CHECK(FieldOf<Underscores, 1>::kJsonName == "FieldName3");
  CHECK(FieldOf<Underscores, 2>::kJsonName == "fieldName4");
  CHECK(FieldOf<Underscores, 3>::kJsonName == "fieldName5");
  CHECK(FieldOf<Underscores, 4>::kJsonName == "FIELDNAME6");
  CHECK(FieldOf<rules::Item, 8>::kJsonName == "sku");
}

TEST_CASE("a message is named after the last component of its type") {
  CHECK(duet::detail::kModelData<kinds::Outer::Nested>.name == "Nested");
  CHECK(duet::detail::kModelData<GlobalAddress>.name == "GlobalAddress");
  CHECK(duet::detail::EnumInfo<kinds::Color>::kData.name == "Color");
}

TEST_CASE("an alias of an enum value is read, the first name is written") {
  CHECK(duet::detail::EnumInfo<kinds::Color>::name_of(1) == "COLOR_RED");
  CHECK(duet::detail::EnumInfo<kinds::Color>::name_of(2).empty());
}

TEST_CASE("fields are known in the order of their numbers") {
  CHECK(duet::detail::kByNumber<kinds::Plain>[0] == 1);
  CHECK(duet::detail::kByNumber<kinds::Plain>[1] == 0);
}

TEST_CASE("a message is default when nothing of it would be sent") {
  CHECK(duet::detail::is_default(kinds::All{}));
  kinds::All all;
  SUBCASE("a negative zero is sent") { all.plain.amount = -0.0; }
  SUBCASE("an optional with a value is sent") { all.optionals.small = 0; }
  SUBCASE("a list with an element is sent") { all.lists.messages.emplace_back(); }
  SUBCASE("so is what is deep within") { all.outer.plain.children.emplace_back(); }
  CHECK_FALSE(duet::detail::is_default(all));
}

namespace {

struct Secret {
  int id = 0;
  std::string note;
};
DUET_MODEL(Secret, DUET_FIELD(1, id, duet::output_only), DUET_FIELD(2, note));
struct Vault {
  Secret plain;
  std::optional<Secret> maybe;
  std::vector<Secret> list;
  std::map<int, Secret> map;
  std::vector<int> sizes;
};
DUET_MODEL(Vault, DUET_FIELD(1, plain), DUET_FIELD(2, maybe), DUET_FIELD(3, list), DUET_FIELD(4, map),
           DUET_FIELD(5, sizes, duet::output_only));

}  // namespace

TEST_CASE("what a caller sends in output_only fields is cleared at any depth") {
  const Secret secret{7, "kept"};
  Vault vault{secret, secret, {secret, secret}, {{1, secret}}, {1, 2}};
  duet::clear_output_only(vault);
  CHECK(vault.plain.id == 0);
  CHECK(vault.maybe->id == 0);
  CHECK(vault.list[1].id == 0);
  CHECK(vault.map[1].id == 0);
  CHECK(vault.sizes.empty());
  CHECK(vault.list[1].note == "kept");
}
