// The contract of a plugin whose services come from a .proto is that .proto.
#include <doctest/doctest.h>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/schema.hpp"
#include "describe/offer.hpp"
#include "store.hpp"

void shop::v1::check_item(const Item&, duet::Checks&) {}

namespace {

namespace pb = google::protobuf;

// As the host mounts it.
struct Mounted {
  duet::core::Offer offer;
  duet::core::Schema schema;

  Mounted() {
    const duet_description* description = duet::plugin_table<store::Store>()->describe(nullptr);
    REQUIRE(description != nullptr);
    auto made = duet::describe::make_offer(*description, {"store"});
    if (!made) FAIL(made.error().front());
    offer = std::move(*made);
    std::string error;
    const bool added = schema.add("store", offer.files, error);
    INFO(error);
    REQUIRE(added);
  }
  const pb::FileDescriptor& file(const std::string& name) const {
    const auto* found = schema.pool().FindFileByName(name);
    REQUIRE_MESSAGE(found != nullptr, name);
    return *found;
  }
};

std::string comment_of(const pb::MethodDescriptor& method) {
  pb::SourceLocation location;
  return method.GetSourceLocation(&location) ? location.leading_comments : "";
}

}  // namespace

TEST_CASE("the .proto and what it imports are in the contract, each once, and the host links them") {
  const Mounted mounted;
  std::vector<std::string> names = mounted.schema.file_names();
  std::sort(names.begin(), names.end());
  CHECK(names == std::vector<std::string>{"shop/common/v1/all.proto", "shop/common/v1/labels.proto",
                                          "shop/common/v1/money.proto", "shop/v1/shop.proto",
                                          "shop/v1/shop_service.proto"});
}

TEST_CASE("two plugins may share a .proto and serve a service of it each") {
  const duet_description* description = duet::plugin_table<store::ReportsOnly>()->describe(nullptr);
  REQUIRE(description != nullptr);
  auto offer = duet::describe::make_offer(*description, {"reports"});
  if (!offer) FAIL(offer.error().front());
  REQUIRE(offer->methods.size() == 1);
  CHECK(offer->methods[0].service == "shop.v1.Reports");

  Mounted mounted;
  std::string error;
  CHECK(mounted.schema.add("reports", offer->files, error));
  CHECK(error == "");
}

TEST_CASE("methods, routes and flags come from the .proto") {
  const Mounted mounted;
  REQUIRE(mounted.offer.methods.size() == 8);
  const duet::core::MethodOffer& get = mounted.offer.methods[0];
  CHECK(get.service == "shop.v1.Shop");
  CHECK(get.name == "GetItem");
  CHECK(get.summary == "Reads one item.");
  CHECK(get.routes.size() == 2);
  CHECK((get.flags & DUET_IDEMPOTENT) != 0);
  CHECK(get.execution == duet::core::Execution::kInline);
  CHECK(mounted.offer.methods[7].service == "shop.v1.Checks");
}

TEST_CASE("methods of all kinds are in it, with their comments") {
  const Mounted mounted;
  const pb::ServiceDescriptor& shop = *mounted.file("shop/v1/shop.proto").FindServiceByName("Shop");
  REQUIRE(shop.method_count() == 6);
  const auto kind = [&](const char* name) {
    const pb::MethodDescriptor& method = *shop.FindMethodByName(name);
    return (method.client_streaming() ? DUET_CLIENT_STREAM : 0) | (method.server_streaming() ? DUET_SERVER_STREAM : 0);
  };
  CHECK(kind("GetItem") == DUET_UNARY);
  CHECK(kind("WatchItems") == DUET_SERVER_STREAM);
  CHECK(kind("AddItems") == DUET_CLIENT_STREAM);
  CHECK(kind("FindItems") == DUET_BIDI_STREAM);
  CHECK(mounted.offer.methods[1].kind == DUET_SERVER_STREAM);
  CHECK(mounted.offer.methods[3].kind == DUET_BIDI_STREAM);
  CHECK(comment_of(*shop.method(0)) == "Reads one item.\n");
  CHECK(comment_of(*shop.method(1)) == "Goods as they come in.\n");
  CHECK(comment_of(*shop.method(4)).find("Takes an item out.") != std::string::npos);
  CHECK(comment_of(*shop.method(5)) == "");
}

TEST_CASE("options of the team's own and of buf.validate are in it") {
  const Mounted mounted;
  const pb::Descriptor& item = *mounted.schema.pool().FindMessageTypeByName("shop.v1.Item");
  CHECK(item.FindFieldByName("note")->DebugString().find("owner) = \"sales\"") != std::string::npos);
  CHECK(item.FindFieldByName("name")->DebugString().find("min_len: 1") != std::string::npos);
}

TEST_CASE("a service that describes itself imports the models of the .proto") {
  const Mounted mounted;
  const pb::FileDescriptor& file = mounted.file("shop/v1/shop_service.proto");
  CHECK(file.package() == "shop.v1");
  CHECK(file.message_type_count() == 0);
  CHECK(file.FindServiceByName("Checks")->method(0)->input_type()->full_name() == "shop.v1.Item");
  CHECK(file.FindServiceByName("Checks")->method(0)->input_type()->file()->name() == "shop/v1/shop.proto");
}

TEST_CASE("settings are told in one piece") {
  const duet_description* description = duet::plugin_table<store::Store>()->describe(nullptr);
  pb::FileDescriptorSet set;
  REQUIRE(set.ParseFromArray(description->settings_schema.data, static_cast<int>(description->settings_schema.size)));
  REQUIRE(set.file_size() == 1);
  CHECK(set.file(0).dependency_size() == 0);
  CHECK(set.file(0).message_type(0).name() == "Money");
}
