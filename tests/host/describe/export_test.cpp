#include "describe/export.hpp"

#include <doctest/doctest.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/util/message_differencer.h>

#include <algorithm>

#include "describe/files.hpp"
#include "describe/proto_print.hpp"
#include "host/describe/contract.hpp"

using namespace duet::test;
namespace pb = google::protobuf;

namespace {

duet::core::Schema schema_of(const std::string& set) {
  auto files =
      duet::describe::plugin_files({reinterpret_cast<const std::uint8_t*>(set.data()), set.size(), nullptr, nullptr});
  REQUIRE(files.ok());
  duet::core::Schema schema;
  std::string error;
  REQUIRE(schema.add("shop", *files, error));
  return schema;
}

// Compiles exported files with protoc, with nothing but what it brings itself, into descriptors by file name.
std::map<std::string, pb::FileDescriptorProto> recompile(const Sources& files) {
  pb::FileDescriptorSet set;
  REQUIRE(set.ParseFromString(run_protoc(files, "")));
  std::map<std::string, pb::FileDescriptorProto> out;
  for (const auto& file : set.file()) out[file.name()] = file;
  return out;
}

// The comment before the first thing of the file that `path` names.
std::string comment_at(const pb::FileDescriptorProto& file, const std::vector<int>& path) {
  for (const auto& location : file.source_code_info().location()) {
    if (std::equal(path.begin(), path.end(), location.path().begin(), location.path().end())) {
      return location.leading_comments();
    }
  }
  return {};
}

constexpr const char* kRich = R"(syntax = "proto3";
package shop.v1;
import "google/api/annotations.proto";
import "google/api/field_behavior.proto";
import "google/protobuf/timestamp.proto";
import "shop/v1/color.proto";

option java_package = "com.example.shop";

// An item
// of three lines:
//   one is set in.
message Item {
  option deprecated = true;
  reserved 20 to 29, 40;
  reserved "old_name", "older_name";

  // Who it is.
  int64 id = 1 [(google.api.field_behavior) = OUTPUT_ONLY, jstype = JS_NUMBER];
  optional string name = 2;
  repeated int32 sizes = 3 [packed = false];
  map<string, Color> colors = 4;
  oneof kind {
    string book = 5;
    Inner inner = 6;
  }
  google.protobuf.Timestamp created = 7 [json_name = "made"];
  bytes blob = 8 [deprecated = true];

  message Inner {
    double weight = 1;
    Size size = 2;
  }
  enum Size {
    option allow_alias = true;
    SIZE_UNSPECIFIED = 0;
    SMALL = 1;
    TINY = 1;
    NEGATIVE = -5;
  }
}

message GetItem {
  int64 id = 1;
  string query_text = 2;
}

// The shop: */ "quotes" \ and so on.
service Shop {
  // Reads an item.
  rpc Get(GetItem) returns (Item) {
    option idempotency_level = IDEMPOTENT;
    option (google.api.http) = {
      get: "/items/{id}"
      additional_bindings { post: "/items:\"find\"" body: "*" response_body: "inner" }
    };
  }
  rpc Watch(stream GetItem) returns (stream Item);
}
)";

constexpr const char* kColor =
    "syntax = \"proto3\";\npackage shop.v1;\nenum Color { COLOR_UNSPECIFIED = 0; RED = 1; }\n";

}  // namespace

TEST_CASE("what is exported compiles with protoc to the same descriptors, and keeps its comments") {
  const duet::core::Schema schema =
      schema_of(compile({{"shop/v1/shop.proto", kRich}, {"shop/v1/color.proto", kColor}}));
  const auto files = duet::describe::export_protos(schema);
  std::vector<std::string> names;
  for (const auto& [name, text] : files) names.push_back(name);
  CHECK(names == std::vector<std::string>{"google/api/annotations.proto", "google/api/field_behavior.proto",
                                          "google/api/http.proto", "shop/v1/color.proto", "shop/v1/shop.proto"});

  auto compiled = recompile(files);
  REQUIRE(compiled.size() == files.size());
  for (auto& [name, proto] : compiled) {
    CAPTURE(name);
    const pb::FileDescriptor& original = *schema.pool().FindFileByName(name);
    pb::FileDescriptorProto expected;
    original.CopyTo(&expected);
    original.CopyJsonNameTo(&expected);
    pb::FileDescriptorProto bare = proto;
    bare.clear_source_code_info();
    std::string difference;
    pb::util::MessageDifferencer differencer;
    differencer.ReportDifferencesToString(&difference);
    // Messages that stand for maps come last in what protoc makes of the text.
    const pb::Descriptor& message = *pb::DescriptorProto::descriptor();
    differencer.TreatAsMap(message.FindFieldByName("nested_type"), message.FindFieldByName("name"));
    CHECK_MESSAGE(differencer.Compare(expected, bare), difference);
  }
  const pb::FileDescriptorProto& shop = compiled.at("shop/v1/shop.proto");
  CHECK(comment_at(shop, {4, 0}) == " An item\n of three lines:\n   one is set in.\n");
  CHECK(comment_at(shop, {4, 0, 2, 0}) == " Who it is.\n");
  CHECK(comment_at(shop, {6, 0, 2, 0}) == " Reads an item.\n");
  CHECK(comment_at(shop, {6, 0}) == " The shop: */ \"quotes\" \\ and so on.\n");
}

TEST_CASE("as a descriptor set a contract has all that it imports, dependencies first, and its comments") {
  const duet::core::Schema schema =
      schema_of(compile({{"shop/v1/shop.proto", kRich}, {"shop/v1/color.proto", kColor}}));
  pb::FileDescriptorSet set;
  REQUIRE(set.ParseFromString(duet::describe::export_descriptor_set(schema)));
  pb::DescriptorPool pool;  // Knows nothing but what it is given.
  for (const auto& file : set.file()) {
    CAPTURE(file.name());
    CHECK(pool.BuildFile(file) != nullptr);
  }
  CHECK(pool.FindFileByName("google/protobuf/timestamp.proto") != nullptr);
  CHECK(pool.FindFileByName("google/api/http.proto") != nullptr);
  const auto& shop = *std::find_if(set.file().begin(), set.file().end(),
                                   [](const auto& file) { return file.name() == "shop/v1/shop.proto"; });
  CHECK(shop.message_type(0).field(0).json_name() == "id");
  CHECK(shop.message_type(1).field(1).json_name() == "queryText");
  CHECK(comment_at(shop, {4, 0, 2, 0}) == "Who it is.\n");
}

TEST_CASE("a contract without HTTP rules needs no files of google") {
  const duet::core::Schema schema = schema_of(compile({{"color.proto", kColor}}));
  const auto files = duet::describe::export_protos(schema);
  REQUIRE(files.size() == 1);
  CHECK(files.begin()->first == "color.proto");
  CHECK(files.begin()->second == duet::describe::print_proto(*schema.pool().FindFileByName("color.proto")));
}

TEST_CASE("JSON names are printed only where they say something") {
  const duet::core::Schema schema = schema_of(compile(
      {{"a.proto", R"(syntax = "proto3"; message M { int32 page_size = 1; int32 b = 2 [json_name = "bee"]; })"}}));
  const std::string text = duet::describe::export_protos(schema).at("a.proto");
  CHECK(text.find("pageSize") == text.npos);
  CHECK(text.find("bee") != text.npos);
}
