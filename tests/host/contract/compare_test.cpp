#include "contract/compare.hpp"

#include <doctest/doctest.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include <algorithm>

#include "contract/rule.hpp"
#include "contract/text.hpp"
#include "core/schema.hpp"
#include "host/contract/compared.hpp"

using namespace duet::contract;
using namespace duet::test;

namespace {

Options in(Category category) { return {category}; }

constexpr const char* kItem = "message Item {\n  int64 id = 1;\n  string name = 2;\n}\n";

/// As a host has it mounted.
duet::core::Schema schema_of(const Texts& texts) {
  const Contract read = contract_of(texts);
  std::vector<std::string> files;
  for (const auto* file : read.files) {
    pb::FileDescriptorProto proto;
    file->CopyTo(&proto);
    files.push_back(proto.SerializeAsString());
  }
  duet::core::Schema schema;
  std::string error;
  REQUIRE_MESSAGE(schema.add("shop", files, error), error);
  return schema;
}

}  // namespace

TEST_CASE("a contract breaks nothing of itself") { CHECK(compared(shop(kItem), shop(kItem)).empty()); }

TEST_CASE("each category has rules of its own for one and the same change") {
  const Texts now = shop("message Item {\n  int64 id = 1;\n  reserved 2;\n}\n");
  CHECK(rules_of(compared(shop(kItem), now, in(Category::kFile))) == "4: FIELD_NO_DELETE");
  CHECK(rules_of(compared(shop(kItem), now, in(Category::kPackage))) == "4: FIELD_NO_DELETE");
  CHECK(rules_of(compared(shop(kItem), now, in(Category::kWireJson))) == "4: FIELD_NO_DELETE_UNLESS_NAME_RESERVED");
  CHECK(compared(shop(kItem), now, in(Category::kWire)).empty());
}

TEST_CASE("a rename is nothing to the wire, something to JSON, all to code") {
  const Texts now = shop("message Item {\n  int64 id = 1;\n  string title = 2;\n}\n");
  CHECK(compared(shop(kItem), now, in(Category::kWire)).empty());
  const std::string json = "6: FIELD_SAME_JSON_NAME, 6: FIELD_SAME_NAME";
  CHECK(rules_of(compared(shop(kItem), now, in(Category::kWireJson))) == json);
  CHECK(rules_of(compared(shop(kItem), now, in(Category::kFile))) == json);
}

TEST_CASE("an excluded rule is not looked at, the others are") {
  const Texts now = shop("message Item {\n  int32 id = 1;\n  string title = 2;\n}\n");
  const Options options{Category::kFile, {"FIELD_SAME_NAME", "FIELD_SAME_JSON_NAME"}};
  CHECK(rules_of(compared(shop(kItem), now, options)) == "5: FIELD_SAME_TYPE");
}

TEST_CASE("what is found comes by file, line, column and rule") {
  const Texts before = {{"b.proto", "syntax = \"proto3\"; message B { int32 x = 1; string y = 2; }"},
                        {"a.proto", "syntax = \"proto3\"; message A { int32 x = 1; } enum E { Z = 0; }"}};
  const Texts now = {{"b.proto", "syntax = \"proto3\"; message B { int64 x = 1; string z = 2; }"},
                     {"a.proto", "syntax = \"proto3\"; message A { string x = 1; }"}};
  const auto found = compared(before, now);
  CHECK(std::is_sorted(found.begin(), found.end()));
  std::string places;
  for (const Breakage& each : found) places += to_text(each).substr(0, to_text(each).find(": ")) + "\n";
  CHECK(places ==
        "a.proto:1:1:ENUM_NO_DELETE\na.proto:1:32:FIELD_SAME_TYPE\nb.proto:1:32:FIELD_SAME_TYPE\n"
        "b.proto:1:45:FIELD_SAME_JSON_NAME\nb.proto:1:52:FIELD_SAME_NAME\n");
}

TEST_CASE("a message names the old and the new") {
  const auto found = compared(shop(kItem), shop("message Item {\n  int64 id = 1;\n  bytes name = 2;\n}\n"));
  REQUIRE(found.size() == 1);
  CHECK(found.front().message == "field 2 \"name\" of the message \"Item\" was string and is bytes");
  CHECK(found.front().column == 3);
  CHECK(found.front().end_column == 8);
}

TEST_CASE("defaults are told as they are written") {
  const auto change = [](const std::string& type, const std::string& from, const std::string& to) {
    const auto item = [&](const std::string& value) {
      return shop("message Item {\n  optional " + type + " x = 1 [default = " + value +
                      "];\n}\nenum Color { RED = 1; BLUE = 2; }\n",
                  "proto2");
    };
    const auto found = compared(item(from), item(to));
    return found.size() == 1 ? found.front().message.substr(found.front().message.find("had the default")) : "";
  };
  CHECK(change("int32", "5", "-6") == "had the default 5 and has -6");
  CHECK(change("uint64", "18446744073709551615", "1") == "had the default 18446744073709551615 and has 1");
  CHECK(change("bool", "true", "false") == "had the default true and has false");
  CHECK(change("Color", "RED", "BLUE") == "had the default RED and has BLUE");
  CHECK(change("string", "\"a\\\"b\"", "\"\"") == "had the default \"a\\\"b\" and has \"\"");
  CHECK(change("double", "0.5", "inf") == "had the default 0.5 and has inf");
  CHECK(change("float", "nan", "2") == "had the default nan and has 2");
  CHECK(change("float", "nan", "nan").empty());
}

TEST_CASE("imports that the host carries are nobody's contract, others are") {
  const std::string head = "syntax = \"proto3\";\npackage shop.v1;\nimport \"";
  const Texts before = {{"shop.proto", head + "google/protobuf/timestamp.proto\";\nmessage Item {}\n"}};
  const Texts now = {{"shop.proto", head + "google/protobuf/any.proto\";\nmessage Item {}\n"}};
  CHECK(compared(before, now).empty());
  const Contract with_import = contract_of({{"shop.proto", head + "more.proto\";\nmessage Item {}\n"},
                                            {"more.proto", "syntax = \"proto3\";\nmessage More {}\n"}});
  CHECK(with_import.files.size() == 2);
}

TEST_CASE("what is mounted can be compared for the wire alone") {
  const duet::core::Schema before = schema_of(shop(kItem));
  const duet::core::Schema renamed = schema_of(shop("message Item {\n  int64 id = 1;\n  string title = 2;\n}\n"));
  CHECK(wire_breakages(before, renamed).empty());
  const duet::core::Schema retyped = schema_of(shop("message Item {\n  string id = 1;\n  string name = 2;\n}\n"));
  const auto found = wire_breakages(before, retyped);
  REQUIRE(found.size() == 1);
  CHECK(found.front().rule == "FIELD_WIRE_COMPATIBLE_TYPE");
  // Nobody brought positions, so it is the file that is named.
  CHECK(to_text(found.front()).starts_with("shop.proto:1:1:FIELD_WIRE_COMPATIBLE_TYPE: field 1 \"id\""));
}

TEST_CASE("rules have one name each, a category and a purpose") {
  const auto& rules = all_rules();
  for (std::size_t i = 0; i < rules.size(); ++i) {
    CAPTURE(rules[i].name);
    CHECK(find_rule(rules[i].name) == &rules[i]);
    CHECK((i == 0 || rules[i - 1].name < rules[i].name));
    CHECK(rules[i].categories != 0);
    CHECK_FALSE(rules[i].purpose.empty());
  }
  CHECK(find_rule("FIELD_SAME") == nullptr);
}
