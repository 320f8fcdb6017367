// The descriptors that models give, as protobuf's own library understands them.
#include <doctest/doctest.h>

#include "models.hpp"
#include "pool.hpp"

using duet::detail::FileBuilder;
namespace pb = google::protobuf;

namespace {

struct Tree {
  std::vector<Tree> children;
  duet::Empty nothing;
};
DUET_MODEL(Tree, DUET_FIELD(1, children), DUET_FIELD(2, nothing));

namespace other {
struct Nested {
  int x = 0;
};
DUET_MODEL(Nested, DUET_FIELD(1, x));
struct User {
  Nested nested;
  kinds::Outer outer;
};
DUET_MODEL(User, DUET_FIELD(1, nested), DUET_FIELD(2, outer));

enum class Shade { dark, light };
DUET_ENUM(Shade, DUET_VALUE(COLOR_UNSPECIFIED, Shade::dark), DUET_VALUE(LIGHT, Shade::light));
struct Painted {
  kinds::Color color{};
  Shade shade{};
};
DUET_MODEL(Painted, DUET_FIELD(1, color), DUET_FIELD(2, shade));
}  // namespace other

std::string comment_of(const pb::FieldDescriptor* field) {
  pb::SourceLocation location;
  return field->GetSourceLocation(&location) ? location.leading_comments : "";
}

std::vector<int> behaviors(const pb::FieldDescriptor* field) {
  std::vector<int> found;
  for (const int one : field->options().GetRepeatedExtension(google::api::field_behavior)) found.push_back(one);
  return found;
}

std::string error_of(FileBuilder& file) {
  std::string bytes, error;
  CHECK_FALSE(file.finish(bytes, error));
  return error;
}

}  // namespace

TEST_CASE("the file is named after the package") {
  CHECK(FileBuilder("items.v1").file_name() == "items/v1/items.proto");
  CHECK(FileBuilder("com.acme.items.v1beta1").file_name() == "com/acme/items/v1beta1/items.proto");
  CHECK(FileBuilder("items").file_name() == "items/items.proto");
  CHECK(FileBuilder("").file_name() == "service.proto");
}

TEST_CASE("the contract of every kind of field") {
  FileBuilder builder("kinds.v1");
  CHECK(builder.add_message<kinds::All>() == ".kinds.v1.All");
  pool::Package package(builder);
  const std::string text = package.file->DebugString();
  const auto has = [&text](const std::string& line) {
    INFO(line, "\nin\n", text);
    CHECK(text.find(line) != std::string::npos);
  };
  has("package kinds.v1;");
  has("bool flag = 1;");
  has("int32 small = 2;");
  has("int64 big = 3;");
  has("uint32 small_count = 4;");
  has("uint64 big_count = 5;");
  has("float ratio = 6;");
  has("double amount = 7;");
  has("string name = 8;");
  has("bytes data = 1000;");
  has(".kinds.v1.Color color = 536870911;");
  has("optional bool flag = 1;");
  has("optional .kinds.v1.Color color = 7;");
  has(".kinds.v1.Plain message = 8;");
  has("repeated int32 smalls = 2;");
  has("repeated .kinds.v1.Outer messages = 11;");
  has("map<bool, int32> by_flag = 1;");
  has("map<string, .kinds.v1.Nested> messages = 6;");
  has("option allow_alias = true;");
  has("COLOR_CRIMSON = 1;");
  CHECK(package.file->message_type_count() == 7);
  CHECK(package.file->enum_type_count() == 1);
  const auto* optionals = package.file->FindMessageTypeByName("Optionals");
  CHECK(optionals->real_oneof_decl_count() == 0);
  CHECK(optionals->FindFieldByName("small")->has_optional_keyword());
  CHECK(package.file->FindMessageTypeByName("Lists")->FindFieldByName("smalls")->is_packed());
  // The root comes last, after all that it uses.
  CHECK(package.file->message_type(6)->name() == "All");
}

TEST_CASE("docs become comments, and words field behaviours") {
  FileBuilder builder("shop.v1");
  builder.add_message<rules::Item>();
  pool::Package package(builder);
  const auto* item = package.file->FindMessageTypeByName("Item");
  pb::SourceLocation location;
  REQUIRE(item->GetSourceLocation(&location));
  CHECK(location.leading_comments == " Something for sale.\n");
  CHECK(comment_of(item->FindFieldByName("price")) == " Unit price in EUR\n");
  CHECK(comment_of(item->FindFieldByName("address")).empty());
  CHECK(item->FindFieldByName("code")->json_name() == "sku");
  CHECK(behaviors(item->FindFieldByName("id")) == std::vector<int>{3});
  CHECK(behaviors(item->FindFieldByName("code")) == std::vector<int>{2});
  CHECK(behaviors(item->FindFieldByName("name")).empty());
  CHECK(package.file->dependency(0)->name() == "buf/validate/validate.proto");
  CHECK(package.file->dependency(1)->name() == "google/api/field_behavior.proto");
}

TEST_CASE("a recursive model ends, and duet::Empty is imported") {
  FileBuilder builder("tree");
  CHECK(builder.add_message<duet::Empty>() == ".google.protobuf.Empty");
  CHECK(builder.add_message<Tree>() == ".tree.Tree");
  CHECK(builder.add_message<Tree>() == ".tree.Tree");
  pool::Package package(builder);
  CHECK(package.file->message_type_count() == 1);
  CHECK(package.file->message_type(0)->FindFieldByName("nothing")->message_type()->full_name() ==
        "google.protobuf.Empty");
  CHECK(package.file->dependency(0)->name() == "google/protobuf/empty.proto");
}

TEST_CASE("a service is added with its comments") {
  FileBuilder builder("items.v1");
  pb::ServiceDescriptorProto service;
  service.set_name("Items");
  auto* method = service.add_method();
  method->set_name("Get");
  method->set_input_type(builder.add_message<kinds::Outer>());
  method->set_output_type(builder.add_message<duet::Empty>());
  builder.add_service("Items", service.SerializeAsString(),
                      {{{}, "The catalogue.\n\nSecond paragraph."}, {{duet::detail::kServiceMethods, 0}, "Reads."}});
  pool::Package package(builder);
  pb::SourceLocation location;
  REQUIRE(package.file->service(0)->GetSourceLocation(&location));
  CHECK(location.leading_comments == " The catalogue.\n\n Second paragraph.\n");
  REQUIRE(package.file->service(0)->method(0)->GetSourceLocation(&location));
  CHECK(location.leading_comments == " Reads.\n");
  CHECK(package.file->service(0)->method(0)->output_type()->full_name() == "google.protobuf.Empty");
}

TEST_CASE("two things with one name are an error that names both") {
  FileBuilder messages("a.v1");
  messages.add_message<other::User>();
  CHECK(error_of(messages) ==
        "package 'a.v1': the name 'Nested' stands for a message (in the field 'User.nested') and for a message (in the "
        "field 'Outer.plain'); rename one of them");
  FileBuilder values("a.v1");
  values.add_message<other::Painted>();
  CHECK(error_of(values) ==
        "package 'a.v1': the name 'COLOR_UNSPECIFIED' stands for a value of the enum Color and for a value of the enum "
        "Shade; rename one of them");
  FileBuilder services("a.v1");
  services.add_service("Items", "", {});
  services.add_service("Items", "", {});
  CHECK(error_of(services) ==
        "package 'a.v1': the name 'Items' stands for a service and for a service; rename one of them");
}
