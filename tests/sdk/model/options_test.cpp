// What contracts say of rules and words, as protobuf reads and prints it, and as protoc reads what was printed.
#include <google/protobuf/util/message_differencer.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "pool.hpp"
#include "rich_models.hpp"

namespace {

namespace pb = google::protobuf;
namespace fs = std::filesystem;
using buf::validate::field;
using google::api::field_behavior;

pool::Package make_package() {
  duet::detail::FileBuilder file("rich.v1");
  file.add_message<rich::Everything>();
  return pool::Package(file);
}

const pb::FieldDescriptor* find(const pool::Package& package, const std::string& message, const std::string& name) {
  const auto* found = package.file->FindMessageTypeByName(message)->FindFieldByName(name);
  INFO(message, ".", name);
  REQUIRE(found != nullptr);
  return found;
}

// The options of a field as one line of text: "int32 { gt: 0 }".
struct Told {
  std::string rules, more;
  bool operator==(const Told&) const = default;
};
std::ostream& operator<<(std::ostream& to, const Told& told) { return to << told.rules << " | " << told.more; }

std::string one_line(const pb::Message& message) {
  std::string text = message.ShortDebugString();
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

Told told(const pool::Package& package, const std::string& message, const std::string& name) {
  const pb::FieldOptions& options = find(package, message, name)->options();
  return {one_line(options.GetExtension(field)), one_line(options.GetExtension(duet::options::field))};
}

// The file as protobuf holds it, with every JSON name written out, which protoc does and others may leave out.
pb::FileDescriptorProto plain(const pb::FileDescriptor& file) {
  pb::FileDescriptorProto proto;
  file.CopyTo(&proto);
  file.CopyJsonNameTo(&proto);
  return proto;
}

// A folder that is removed with what is in it.
struct Folder {
  fs::path path;
  Folder() {
    std::string text = (fs::temp_directory_path() / "duet-options-XXXXXX").string();
    REQUIRE(mkdtemp(text.data()) != nullptr);
    path = text;
  }
  ~Folder() { fs::remove_all(path); }
};

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream all;
  all << file.rdbuf();
  return all.str();
}

// What protoc makes of a printed file.
pb::FileDescriptorProto compile(const pb::FileDescriptor& file) {
  const Folder folder;
  fs::create_directories((folder.path / file.name()).parent_path());
  pb::DebugStringOptions with_comments;
  with_comments.include_comments = true;
  std::ofstream(folder.path / file.name()) << file.DebugStringWithOptions(with_comments);
  const std::string set_path = (folder.path / "set.bin").string();
  const std::string command = std::string(DUET_PROTOC) + " -I" + folder.path.string() +
                              " -I" DUET_SDK_PROTO " --include_source_info --descriptor_set_out=" + set_path + " " +
                              file.name();
  INFO(command, "\n", read(folder.path / file.name()));
  REQUIRE(std::system(command.c_str()) == 0);
  pb::FileDescriptorSet set;
  REQUIRE(set.ParseFromString(read(set_path)));
  REQUIRE(set.file_size() == 1);
  return set.file(0);
}

}  // namespace

TEST_CASE("a contract with everything in it links, prints, and is the same when protoc has read it") {
  const pool::Package package = make_package();
  pb::FileDescriptorProto again = compile(*package.file);
  again.clear_source_code_info();
  pb::util::MessageDifferencer differ;
  std::string difference;
  differ.ReportDifferencesToString(&difference);
  CHECK_MESSAGE(differ.Compare(plain(*package.file), again), difference);
}

TEST_CASE("bounds and constants of numbers are told in the type of the field") {
  const pool::Package package = make_package();
  CHECK(told(package, "Forms", "sint32") == Told{"sint32 { gt: -5 }", ""});
  CHECK(told(package, "Forms", "sint64") == Told{"sint64 { in: -3000000000 in: 0 }", ""});
  CHECK(told(package, "Forms", "fixed32") == Told{"fixed32 { lte: 4000000000 }", ""});
  CHECK(told(package, "Forms", "fixed64") == Told{"fixed64 { lt: 18446744073709551615 }", ""});
  CHECK(told(package, "Forms", "sfixed32") == Told{"sfixed32 { gte: -2147483648 }", ""});
  CHECK(told(package, "Forms", "sfixed64") == Told{"sfixed64 { not_in: -1 not_in: 1 }", ""});
  CHECK(told(package, "Forms", "fixed_by_zigzag") ==
        Told{"map { keys { sint64 { gt: 0 } } values { fixed32 { lt: 7 } } }", ""});
  CHECK(told(package, "Numbers", "ratio") == Told{"float { lte: 1 gte: 0 not_in: 0.5 finite: true }", ""});
  CHECK(told(package, "Numbers", "price") == Told{"double { gt: 0 }", "multiple_of: 0.01"});
  CHECK(told(package, "Numbers", "count") == Told{"int32 { const: 3 }", ""});
  CHECK(told(package, "Numbers", "even") == Told{"ignore: IGNORE_IF_ZERO_VALUE", "multiple_of: 2"});
  CHECK(told(package, "Numbers", "big") == Told{"uint64 { lte: 9007199254740993 gte: 1 }", ""});
  CHECK(told(package, "Numbers", "small") == Told{"int64 { in: 1 in: 2 in: 3 }", ""});
  CHECK(told(package, "Numbers", "steps") ==
        Told{"repeated { min_items: 1 max_items: 9 unique: true items { double { lt: 10 } } }",
             "items { multiple_of: 0.5 }"});
  CHECK(told(package, "Numbers", "agreed") == Told{"bool { const: true }", ""});
}

TEST_CASE("rules of text and bytes are told, formats that buf.validate does not have as our own") {
  const pool::Package package = make_package();
  CHECK(told(package, "Texts", "name") ==
        Told{R"(string { min_len: 1 max_len: 80 min_bytes: 1 max_bytes: 200 not_contains: "\n" })", ""});
  CHECK(told(package, "Texts", "code") == Told{R"(string { prefix: "X-" suffix: "\"" contains: "\303\251" })", ""});
  CHECK(told(package, "Texts", "plan") == Told{R"(string { in: "free" in: "paid" not_in: "none" })", ""});
  CHECK(told(package, "Texts", "mail") == Told{"string { email: true } ignore: IGNORE_IF_ZERO_VALUE", ""});
  const char* const formats[][2] = {{"id", "uuid"},    {"link", "uri"},      {"place", "uri_ref"}, {"host", "hostname"},
                                    {"address", "ip"}, {"address4", "ipv4"}, {"address6", "ipv6"}};
  for (const auto& [name, format] : formats)
    CHECK(told(package, "Texts", name) == Told{"string { " + std::string(format) + ": true }", ""});
  CHECK(told(package, "Texts", "day") == Told{"", "date: true"});
  CHECK(told(package, "Texts", "digest") == Told{"bytes { len: 32 }", ""});
  CHECK(told(package, "Texts", "magic") ==
        Told{R"(bytes { max_len: 1000 prefix: "\177" suffix: "\000" contains: "ELF" })", ""});
  CHECK(told(package, "Texts", "exact") == Told{R"(bytes { const: "\377\000" })", ""});
  CHECK(
      told(package, "Texts", "labels") ==
      Told{R"(map { max_pairs: 8 keys { string { min_len: 1 not_in: "id" } } values { string { max_len: 9 } } })", ""});
  CHECK(told(package, "Texts", "prices") ==
        Told{R"(map { keys { string { pattern: "^[A-Z]+$" len: 3 } } values { double { gt: 0 } } })", ""});
  CHECK(told(package, "Texts", "days") == Told{"", "items { date: true }"});
}

TEST_CASE("rules of times, enums, wrappers and oneofs") {
  const pool::Package package = make_package();
  CHECK(told(package, "Times", "born") == Told{"timestamp { gte { seconds: -1 nanos: 5 } lt_now: true }", ""});
  CHECK(told(package, "Times", "due") == Told{"timestamp { gt_now: true }", ""});
  CHECK(told(package, "Times", "near") == Told{"timestamp { within { seconds: 3600 } }", ""});
  CHECK(told(package, "Times", "one_of") == Told{"", "in { seconds: 1 } in { seconds: 2 } not_in { seconds: 3 }"});
  CHECK(told(package, "Times", "wait") == Told{"duration { lte { seconds: 60 } gt { } }", ""});
  CHECK(told(package, "Times", "slot") == Told{"duration { in { seconds: 900 } in { seconds: 1800 } }", ""});
  CHECK(told(package, "Times", "marks") ==
        Told{"repeated { min_items: 1 items { timestamp { lt { seconds: 253402300799 } } } }", ""});
  CHECK(told(package, "Words", "level") == Told{"enum { defined_only: true not_in: 1 }", ""});
  CHECK(told(package, "Words", "levels") == Told{"repeated { unique: true items { enum { in: 1 in: 2 } } }", ""});
  CHECK(told(package, "WellKnown", "text") == Told{"string { min_len: 2 }", ""});
  CHECK(told(package, "WellKnown", "number") == Told{"int64 { gt: 0 }", ""});
  const auto* choice = package.file->FindMessageTypeByName("Choice");
  CHECK(choice->oneof_decl(0)->options().GetExtension(buf::validate::oneof).required());
  CHECK_FALSE(choice->oneof_decl(1)->options().HasExtension(buf::validate::oneof));
  CHECK(told(package, "Choice", "text") == Told{"string { max_len: 5 }", ""});
}

TEST_CASE("what a field is for, and what callers should know of it") {
  const pool::Package package = make_package();
  const auto behaviors = [&](const char* name) {
    std::vector<int> all;
    for (const int one : find(package, "Words", name)->options().GetRepeatedExtension(field_behavior))
      all.push_back(one);
    return all;
  };
  CHECK(behaviors("given") == std::vector<int>{google::api::OUTPUT_ONLY});
  CHECK(behaviors("taken") == std::vector<int>{google::api::INPUT_ONLY});
  CHECK(behaviors("fixed_for_ever") == std::vector<int>{google::api::REQUIRED, google::api::IMMUTABLE});
  // Nobody is to check what a caller leaves to the service.
  CHECK(told(package, "Words", "given") == Told{"string { min_len: 3 } ignore: IGNORE_ALWAYS", ""});
  CHECK(told(package, "Words", "fixed_for_ever") == Told{"required: true", ""});
  CHECK(told(package, "Words", "required_zero") == Told{"required: true", ""});
  CHECK(told(package, "Words", "class") == Told{"", R"(example: "\"first\"" example: "\"second\"")"});
  CHECK(find(package, "Words", "class")->json_name() == "klass");
  CHECK(told(package, "Words", "total") == Told{"", R"(example: "42" default: "0")"});
  CHECK(find(package, "Words", "left")->options().deprecated());
  CHECK_FALSE(find(package, "Words", "total")->options().deprecated());
}

TEST_CASE("messages and enums tell what they reserve, deprecate, keep and check") {
  const pool::Package package = make_package();
  const auto* words = package.file->FindMessageTypeByName("Words");
  CHECK(words->options().deprecated());
  CHECK((words->IsReservedNumber(20) && words->IsReservedNumber(21) && !words->IsReservedNumber(22)));
  CHECK((words->IsReservedNumber(1000) && words->IsReservedNumber(536870911) && !words->IsReservedNumber(999)));
  CHECK((words->IsReservedName("before") && words->IsReservedName("long_before")));
  const auto* even = package.file->FindMessageTypeByName("Even");
  CHECK(one_line(even->options().GetExtension(duet::options::message)) == R"(keep_unknown: true check: "check_even")");
  CHECK_FALSE(words->options().HasExtension(duet::options::message));

  const auto* level = package.file->FindEnumTypeByName("Level");
  CHECK(level->options().allow_alias());
  CHECK((level->IsReservedNumber(-1) && level->IsReservedNumber(10) && level->IsReservedNumber(2147483647)));
  CHECK((level->IsReservedName("LEVEL_OLD") && !level->IsReservedNumber(5)));
  CHECK(level->FindValueByName("LEVEL_GONE_SOON")->options().deprecated());
  CHECK_FALSE(level->FindValueByName("LEVEL_LOW")->options().deprecated());
  CHECK(package.file->FindEnumTypeByName("Old")->options().deprecated());
}

TEST_CASE("types of the wire, oneofs and their order are as protoc would have them") {
  const pool::Package package = make_package();
  using Type = pb::FieldDescriptor::Type;
  const std::pair<const char*, Type> types[] = {{"sint32", Type::TYPE_SINT32},     {"sint64", Type::TYPE_SINT64},
                                                {"fixed32", Type::TYPE_FIXED32},   {"fixed64", Type::TYPE_FIXED64},
                                                {"sfixed32", Type::TYPE_SFIXED32}, {"sfixed64", Type::TYPE_SFIXED64}};
  for (const auto& [name, type] : types) CHECK(find(package, "Forms", name)->type() == type);
  CHECK_FALSE(find(package, "Forms", "one_by_one")->is_packed());
  CHECK(find(package, "Forms", "as_number")->options().jstype() == pb::FieldOptions::JS_NUMBER);
  CHECK(find(package, "Forms", "as_text")->options().jstype() == pb::FieldOptions::JS_STRING);
  const auto* entry = find(package, "Forms", "fixed_by_zigzag")->message_type();
  CHECK(entry->map_key()->type() == Type::TYPE_SINT64);
  CHECK(entry->map_value()->type() == Type::TYPE_FIXED32);

  const auto* choice = package.file->FindMessageTypeByName("Choice");
  REQUIRE(choice->oneof_decl_count() == 3);
  CHECK(choice->real_oneof_decl_count() == 2);
  CHECK(choice->oneof_decl(0)->name() == "payload");
  CHECK(choice->oneof_decl(1)->field(1)->name() == "nothing");
  CHECK(choice->oneof_decl(1)->name() == "_between");
  CHECK(choice->oneof_decl(2)->name() == "X_between");
  CHECK(find(package, "WellKnown", "null")->enum_type()->full_name() == "google.protobuf.NullValue");
  CHECK(find(package, "Even", "next")->message_type()->full_name() == "rich.v1.Odd");
}

TEST_CASE("docs of every kind become comments") {
  const pool::Package package = make_package();
  const auto comment = [](const auto* thing) {
    pb::SourceLocation location;
    return thing->GetSourceLocation(&location) ? location.leading_comments : "";
  };
  CHECK(comment(package.file->FindEnumTypeByName("Level")) == " How much it matters.\n");
  CHECK(comment(package.file->FindEnumTypeByName("Level")->FindValueByName("LEVEL_LOW")) == " Hardly.\n");
  CHECK(comment(package.file->FindMessageTypeByName("Choice")->oneof_decl(0)) == " What it carries.\n");
  CHECK(comment(find(package, "Words", "left")) == " Nobody needs it.\n Since long.\n");
  CHECK(comment(find(package, "Words", "given")).empty());
}
