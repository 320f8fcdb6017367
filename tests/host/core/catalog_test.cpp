#include "core/catalog.hpp"

#include <doctest/doctest.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include "core/catalog_slot.hpp"

using namespace duet::core;

namespace {

/// A contract `package` with service S, method M over google.protobuf.Empty.
std::string contract(const std::string& package, const std::string& extra_message = {}) {
  google::protobuf::FileDescriptorProto file;
  file.set_name(package + ".proto");
  file.set_package(package);
  file.set_syntax("proto3");
  file.add_dependency("google/protobuf/empty.proto");
  auto* service = file.add_service();
  service->set_name("S");
  auto* method = service->add_method();
  method->set_name("M");
  method->set_input_type(".google.protobuf.Empty");
  method->set_output_type(".google.protobuf.Empty");
  if (!extra_message.empty()) file.add_message_type()->set_name(extra_message);
  return file.SerializeAsString();
}

Offer offer(const std::string& plugin, const std::string& package, const std::string& path) {
  Offer made;
  made.plugin = plugin;
  MethodOffer method;
  method.service = package + ".S";
  method.name = "M";
  method.routes.push_back({"GET", path, "", ""});
  made.methods.push_back(method);
  made.files.push_back(contract(package));
  return made;
}

std::string errors_of(const std::vector<Offer>& offers) {
  std::vector<std::string> errors;
  const auto catalog = Catalog::build(offers, errors);
  CHECK((catalog == nullptr) == !errors.empty());
  std::string text;
  for (const auto& error : errors) text += error + "\n";
  return text;
}

}  // namespace

TEST_CASE("what is offered is mounted") {
  std::vector<std::string> errors;
  auto shop = offer("two", "b", "/x/{id}");
  shop.prefix = "/shop";
  const auto catalog = Catalog::build({offer("one", "a", "/x/{id}"), shop}, errors);
  REQUIRE(catalog);
  REQUIRE(catalog->find_rpc("a.S/M"));
  CHECK(catalog->find_rpc("a.S/M")->plugin == "one");
  CHECK_FALSE(catalog->find_rpc("a.S/N"));
  RouteMatch match;
  REQUIRE(catalog->routes().match("GET", "/shop/x/1", match));
  CHECK(match.route->method == catalog->find_rpc("b.S/M"));
  CHECK(catalog->schema().pool().FindServiceByName("b.S") != nullptr);
  CHECK(catalog->schema().file_names() == std::vector<std::string>{"a.proto", "b.proto"});
}

TEST_CASE("doors can be switched off for a plugin") {
  std::vector<std::string> errors;
  auto rest_only = offer("one", "a", "/x");
  rest_only.on_grpc = false;
  auto grpc_only = offer("two", "b", "/y");
  grpc_only.on_rest = false;
  const auto catalog = Catalog::build({rest_only, grpc_only}, errors);
  REQUIRE(catalog);
  RouteMatch match;
  CHECK_FALSE(catalog->find_rpc("a.S/M")->on_grpc);
  CHECK(catalog->routes().match("GET", "/x", match));
  CHECK(catalog->find_rpc("b.S/M"));
  CHECK_FALSE(catalog->routes().match("GET", "/y", match));
}

TEST_CASE("contradictions name both sides") {
  CHECK(errors_of({offer("one", "a", "/x/{id}"), offer("two", "b", "/x/{name}")}) ==
        "plugin 'two': method b.S/M: route GET /x/{name} is already taken by plugin 'one', method a.S/M (/x/{id}); "
        "set a 'prefix' for one of the plugins\n");
  CHECK(errors_of({offer("one", "a", "/x"), offer("two", "a", "/y")}) ==
        "plugin 'two': service a.S is already offered by plugin 'one'; disable one of them\n");
  CHECK(errors_of({offer("one", "a", "/x/{id")}) ==
        "plugin 'one': method a.S/M: route GET /x/{id cannot be mounted: at byte 6: '}' is missing after 'id'\n");

  auto twice = offer("one", "a", "/x");
  twice.methods[0].routes.push_back({"GET", "/x", "", "", "config.toml:9:1"});
  CHECK(
      errors_of({twice}) ==
      "config.toml:9:1: plugin 'one': method a.S/M: route GET /x is already taken by plugin 'one', method a.S/M (/x); "
      "take one of them out\n");
  auto configured = offer("one", "a", "/y");
  configured.methods[0].routes = {{"GET", "/x", "", "", "config.toml:9:1"}};
  CHECK(
      errors_of({configured, offer("two", "b", "/x")}) ==
      "plugin 'two': method b.S/M: route GET /x is already taken by plugin 'one', method a.S/M (/x, config.toml:9:1); "
      "set a 'prefix' for one of the plugins\n");

  auto other = offer("two", "a", "/y");
  other.files = {contract("a", "Other")};
  other.methods.clear();
  CHECK(errors_of({offer("one", "a", "/x"), other}) ==
        "plugin 'two': its file 'a.proto' differs from the one of plugin 'one'; give one of them another package\n");
}

TEST_CASE("a prefix that is more than literal segments is refused") {
  const auto with_prefix = [](const std::string& prefix) {
    auto made = offer("one", "a", "/x");
    made.prefix = prefix;
    return errors_of({made});
  };
  CHECK(with_prefix("/shop/v%31").empty());
  for (const char* prefix : {"/{id}", "/shop/*", "/**", "/shop:now", "/"}) {
    CAPTURE(prefix);
    CHECK(with_prefix(prefix).find("plugin 'one': the prefix '" + std::string(prefix) +
                                   "' is more than literal segments; write one such as '/shop'\n") == 0);
  }
  CHECK(with_prefix("shop").find(
            "the prefix 'shop' is no path: a template begins with '/'; write one such as '/shop'\n") !=
        std::string::npos);
  CHECK(with_prefix("/shop/").find("the prefix '/shop/' is no path: a segment is missing") != std::string::npos);
}

TEST_CASE("a contract that does not link is refused") {
  auto broken = offer("one", "a", "/x");
  google::protobuf::FileDescriptorProto file;
  file.ParseFromString(broken.files[0]);
  file.mutable_service(0)->mutable_method(0)->set_input_type(".nowhere.Missing");
  broken.files = {file.SerializeAsString()};
  const std::string text = errors_of({broken});
  CHECK(text.find("plugin 'one': its file 'a.proto' does not link") == 0);
  CHECK(text.find("nowhere.Missing") != std::string::npos);
  broken.files = {"\xff\xff"};
  CHECK(errors_of({broken}).find("is not a FileDescriptorProto") != std::string::npos);
}

TEST_CASE("readers see a publish, and a pin keeps the old catalog") {
  CatalogSlot slot;
  CatalogReader reader(slot);
  CHECK(reader.current()->methods().empty());
  const auto pinned = reader.current();
  std::vector<std::string> errors;
  slot.publish(Catalog::build({offer("one", "a", "/x")}, errors));
  CHECK(reader.current()->methods().size() == 1);
  CHECK(pinned->methods().empty());
}
