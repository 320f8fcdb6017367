// What a plugin says about itself, and the mistakes that are found in it.
#include <doctest/doctest.h>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include <string>
#include <string_view>

#include "plugins/probe/probe.hpp"

namespace {

namespace pb = google::protobuf;

std::string text(duet_str view) { return {view.data, view.size}; }

pb::FileDescriptorSet parse(const duet_slice& bytes) {
  pb::FileDescriptorSet set;
  REQUIRE(set.ParseFromArray(bytes.data, static_cast<int>(bytes.size)));
  return set;
}

TEST_CASE("identity and methods") {
  const duet_plugin* table = duet::plugin_table<probe::Probe>();
  CHECK(table->magic == DUET_ABI_MAGIC);
  CHECK(table->size == sizeof(duet_plugin));
  CHECK(table->minor_needed == 1);
  const duet_description* description = table->describe(nullptr);
  REQUIRE(description);
  CHECK(description == table->describe(nullptr));
  CHECK(text(description->id) == "com.example.probe");
  CHECK(text(description->version) == "1.0.0");
  CHECK(description->method_stride == sizeof(duet_method));
  REQUIRE(description->n_methods == 15);
  CHECK(text(description->methods[0].full_name) == "probe.v1.Probe/Echo");
  CHECK(description->methods[0].encodings == (DUET_PROTOBUF | DUET_JSON));
  CHECK(description->methods[0].state_bytes == 0);
  CHECK(text(description->methods[4].full_name) == "probe.v1.Probe/Sleep");
  CHECK(description->methods[4].state_bytes > 0);
  CHECK(description->methods[5].flags == DUET_MAY_BLOCK);
  CHECK(text(description->methods[9].full_name) == "probe.v1.Probe/Digest");
  CHECK(description->methods[9].flags == DUET_RAW_REQUEST);
  CHECK(description->methods[9].max_body_bytes == 256 * 1024 * 1024);
  CHECK(description->methods[10].flags == DUET_RAW_REPLY);
  CHECK(description->methods[11].flags == (DUET_RAW_REQUEST | DUET_RAW_REPLY));
  CHECK(text(description->methods[12].cache_control) == "public, max-age=60");
  CHECK(description->methods[14].flags == DUET_INLINE);
}

TEST_CASE("the contract has the services, their documentation and their HTTP rules") {
  const duet_description* description = duet::plugin_table<probe::Probe>()->describe(nullptr);
  const pb::FileDescriptorSet set = parse(description->descriptor_set);
  REQUIRE(set.file_size() == 1);
  const pb::FileDescriptorProto& file = set.file(0);
  CHECK(file.name() == "probe/v1/probe.proto");
  CHECK(file.package() == "probe.v1");
  REQUIRE(file.service_size() == 1);
  CHECK(file.service(0).name() == "Probe");
  const pb::MethodDescriptorProto& echo = file.service(0).method(0);
  CHECK(echo.input_type() == ".probe.v1.Everything");

  // google.api.http is an unknown field here: a HttpRule, byte for byte.
  const pb::UnknownFieldSet& options = echo.options().GetReflection()->GetUnknownFields(echo.options());
  REQUIRE(options.field_count() == 1);
  CHECK(options.field(0).number() == 72295728);
  const std::string rule = std::string("\x22\x0b/probe/echo\x3a\x01*", 16) +
                           std::string("\x5a\x14\x12\x12/probe/echo/{text}", 22) +
                           std::string("\x5a\x28\x22\x18/probe/echo/{text}/outer\x3a\x05outer\x62\x05outer", 42);
  CHECK(options.field(0).length_delimited() == rule);
  bool imports_annotations = false;
  for (const std::string& name : file.dependency()) imports_annotations |= name == "google/api/annotations.proto";
  CHECK(imports_annotations);

  bool has_comment = false;
  for (const auto& location : file.source_code_info().location()) {
    has_comment |= location.path_size() == 4 && location.path(0) == 6 && location.path(3) == 0 &&
                   location.leading_comments() == " Gives back what it got.\n";
  }
  CHECK(has_comment);
}

TEST_CASE("the settings have a schema, whose last message is the model") {
  const duet_description* description = duet::plugin_table<probe::Probe>()->describe(nullptr);
  const pb::FileDescriptorSet set = parse(description->settings_schema);
  REQUIRE(set.file_size() == 1);
  CHECK(set.file(0).package() == "com.example.probe");
  CHECK(set.file(0).message_type(set.file(0).message_type_size() - 1).name() == "ProbeSettings");
}

struct Key {
  std::int32_t id = 0;
  std::string text;
  std::vector<std::int32_t> list;
};
DUET_MODEL(Key, DUET_FIELD(1, id), DUET_FIELD(2, text), DUET_FIELD(3, list));
struct Thing {
  std::int32_t id = 0;
  Key key;
};
DUET_MODEL(Thing, DUET_FIELD(1, id, duet::output_only), DUET_FIELD(2, key));

// A plugin that is described by `Describe`, in as many ways as there are mistakes.
template <auto Describe>
class Faulty {
 public:
  explicit Faulty(duet::PluginContext) {}
  duet::Result<Thing> get(const Thing& request, duet::Call&) { return request; }
  static void describe(duet::Plugin<Faulty>& plugin) { Describe(plugin, &Faulty::get); }
};

template <auto Describe>
std::string error_of() {
  duet_error error{};
  error.size = sizeof error;
  CHECK(duet::plugin_table<Faulty<Describe>>()->describe(&error) == nullptr);
  CHECK(error.code == 9);
  return error.message;
}

// The same for one method of a plugin that is right otherwise.
template <auto DescribeMethod>
std::string error_of_method() {
  return error_of<[](auto& plugin, auto handler) {
    plugin.id("com.example.faulty").version("1.0.0");
    DescribeMethod(plugin.service("faulty.v1.Faulty").unary("Get", handler));
  }>();
}

TEST_CASE("mistakes in the identity") {
  CHECK(error_of<[](auto& plugin, auto) { plugin.id("items").version("1.0.0"); }>() ==
        "plugin.id(\"items\"): an id is a reverse domain name, such as com.example.items");
  CHECK(error_of<[](auto& plugin, auto) { plugin.version("1.0.0"); }>() ==
        "plugin.id(\"\"): an id is a reverse domain name, such as com.example.items");
  CHECK(error_of<[](auto& plugin, auto) { plugin.id("a.b").version("1.0"); }>() ==
        "plugin.version(\"1.0\"): a version has three numbers, such as 1.4.2");
  CHECK(error_of<[](auto& plugin, auto) { plugin.id("a.b").version("1.0.0-rc.1"); }>() == "the plugin has no services");
}

TEST_CASE("mistakes in services and names") {
  CHECK(error_of<[](auto& plugin, auto handler) {
          plugin.id("a.b").version("1.0.0").service("Items").unary("Get", handler);
        }>() == "service Items: the name has no package; write it as package and name: items.v1.Items");
  CHECK(error_of<[](auto& plugin, auto handler) {
          plugin.id("a.b").version("1.0.0").service("items..Items").unary("Get", handler);
        }>() == "service \"items..Items\": a service name is words with dots between them: items.v1.Items");
  CHECK(error_of<[](auto& plugin, auto) { plugin.id("a.b").version("1.0.0").service("a.B"); }>() ==
        "service a.B has no methods");
  CHECK(error_of<[](auto& plugin, auto handler) {
          auto& service = plugin.id("a.b").version("1.0.0").service("a.B");
          service.unary("Get", handler);
          service.unary("Get", handler);
        }>() == "service a.B, method Get: there are two methods of this name");
  CHECK(error_of<[](auto& plugin, auto handler) {
          plugin.id("a.b").version("1.0.0").service("a.B").unary("Get it", handler);
        }>() == "service a.B, method Get it: the name of a method is a word of letters, digits and '_'");
  CHECK(error_of<[](auto& plugin, auto handler) {
          plugin.id("a.b").version("1.0.0").service("a.Thing").unary("Get", handler);
        }>()
            .find("package 'a': the name 'Thing' stands for a message") == 0);
}

TEST_CASE("routes are told as they are written: the host checks them") {
  using Described = Faulty<[](auto& plugin, auto handler) {
    plugin.id("com.example.right").version("1.0.0");
    auto& service = plugin.service("right.v1.Right");
    service.unary("Get", handler).patch("/{key.text=shelves/*}", "key").custom("", "", "nothing").get("/{id");
  }>;
  const duet_description* description = duet::plugin_table<Described>()->describe(nullptr);
  REQUIRE(description);
  const pb::FileDescriptorSet set = parse(description->descriptor_set);
  const pb::MethodOptions& options = set.file(0).service(0).method(0).options();
  const pb::UnknownFieldSet& rules = options.GetReflection()->GetUnknownFields(options);
  REQUIRE(rules.field_count() == 1);
  CHECK(rules.field(0).length_delimited() == std::string("\x32\x15/{key.text=shelves/*}\x3a\x03key") +
                                                 std::string("\x5a\x0f\x42\x04\x0a\x00\x12\x00\x3a\x07nothing", 17) +
                                                 std::string("\x5a\x06\x12\x04/{id"));
}

TEST_CASE("mistakes in the order of words") {
  const std::string here = "service faulty.v1.Faulty, method Get: ";
  CHECK(error_of_method<[](auto& method) { method.body("key").get("/things"); }>() ==
        here + "body() and response_body() come after the route that they belong to");
  CHECK(error_of_method<[](auto& method) { method.get("/things").runs_inline().may_block(); }>() ==
        here + "runs_inline() and may_block() exclude each other");
}

}  // namespace
