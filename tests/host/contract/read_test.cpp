#include <doctest/doctest.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include <filesystem>

#include "contract/compare.hpp"
#include "contract/text.hpp"
#include "host/contract/compared.hpp"

using namespace duet::contract;
using namespace duet::test;
namespace pb = google::protobuf;

namespace {

/// A set of these files, as protoc would write it.
std::string set_of(const Texts& texts) {
  const Contract read = contract_of(texts);
  pb::FileDescriptorSet set;
  for (const auto* file : read.files) {
    file->CopyTo(set.add_file());
    file->CopyJsonNameTo(set.mutable_file(set.file_size() - 1));
    file->CopySourceCodeInfoTo(set.mutable_file(set.file_size() - 1));
  }
  return set.SerializeAsString();
}

Errors errors_of(const ReadContract& read) {
  REQUIRE_FALSE(read.ok());
  return read.error();
}

Errors errors_of(const pb::FileDescriptorSet& set) {
  return errors_of(read_descriptor_set(set.SerializeAsString(), "old.binpb"));
}

const Texts kTwo = {
    {"a/a.proto", "syntax = \"proto3\";\npackage a;\nimport \"b/b.proto\";\nmessage A { b.B b = 1; }\n"},
    {"b/b.proto", "syntax = \"proto3\";\npackage b;\nmessage B { int32 x = 1; }\n"}};

}  // namespace

TEST_CASE("a descriptor set has what the files had, with their positions") {
  const auto set = read_descriptor_set(set_of(kTwo), "set");
  REQUIRE(set.ok());
  CHECK(compare(contract_of(kTwo).files, set->files).empty());
  CHECK(compare(set->files, contract_of(kTwo).files).empty());
  Texts changed = kTwo;
  changed["b/b.proto"] = "syntax = \"proto3\";\npackage b;\n\n\nmessage B { int64 x = 1; }\n";
  const auto now = read_descriptor_set(set_of(changed), "set");
  const auto found = compare(set->files, now->files);
  REQUIRE(found.size() == 1);
  CHECK(to_text(found.front()).starts_with("b/b.proto:5:13:FIELD_SAME_TYPE"));
}

TEST_CASE("files of a set may come in any order, and imports of the host's may be left out") {
  pb::FileDescriptorSet set;
  REQUIRE(set.ParseFromString(set_of(kTwo)));
  set.mutable_file()->SwapElements(0, 1);
  set.mutable_file(0)->add_dependency("google/api/annotations.proto");
  set.mutable_file(0)->add_dependency("google/protobuf/timestamp.proto");
  const auto read = read_descriptor_set(set.SerializeAsString(), "set");
  REQUIRE(read.ok());
  CHECK(read->files.size() == 2);
}

TEST_CASE("what the host carries is left out of a set that brings it") {
  pb::FileDescriptorSet set;
  REQUIRE(set.ParseFromString(set_of(kTwo)));
  pb::FileDescriptorProto::descriptor()->file()->CopyTo(set.add_file());
  const auto read = read_descriptor_set(set.SerializeAsString(), "set");
  REQUIRE(read.ok());
  CHECK(read->files.size() == 2);
}

TEST_CASE("what is no descriptor set is said to be none") {
  CHECK(errors_of(read_descriptor_set("# a configuration\n[rest]\n", "config.toml"))
            .front()
            .starts_with("config.toml is no serialized google.protobuf.FileDescriptorSet; write one with"));
  CHECK(errors_of(read_descriptor_set("", "empty")).front() ==
        "empty holds no file of any contract; was it written completely?");
}

TEST_CASE("a set that ends too early is never taken for a smaller one") {
  const std::string bytes = set_of(kTwo);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(read_descriptor_set(bytes.substr(0, size), "set").ok());
  }
}

TEST_CASE("faults of a set are told with the set, the file and the mend") {
  pb::FileDescriptorSet set;
  REQUIRE(set.ParseFromString(set_of(kTwo)));
  SUBCASE("an import that is missing") {
    set.mutable_file()->RemoveLast();
    CHECK(errors_of(set) == Errors{"old.binpb: 'a/a.proto' imports 'b/b.proto', which is not in the set; put it in "
                                   "(protoc does with --include_imports)"});
  }
  SUBCASE("a file twice") {
    *set.add_file() = set.file(0);
    CHECK(errors_of(set) == Errors{"old.binpb has the file 'a/a.proto' twice"});
  }
  SUBCASE("an edition") {
    set.mutable_file(1)->set_syntax("editions");
    CHECK(errors_of(set) ==
          Errors{"old.binpb: 'b/b.proto' is written in an edition of protobuf, which is not understood "
                 "here; use proto3 or proto2"});
  }
  SUBCASE("a type that nobody has") {
    set.mutable_file(0)->mutable_message_type(0)->mutable_field(0)->set_type_name(".b.Other");
    CHECK(errors_of(set) == Errors{"old.binpb: a/a.proto: a.A.b: \".b.Other\" is not defined."});
  }
  SUBCASE("files that import each other") {
    set.mutable_file(1)->add_dependency("a/a.proto");
    CHECK(errors_of(set).front().starts_with("old.binpb: a/a.proto: "));
  }
}

TEST_CASE("faults of .proto files are told with the line and the column") {
  CHECK(errors_of(read_proto_texts({{"a.proto", "syntax = \"proto3\";\nmessage A {\n  int32 a = 1\n}\n"}})).front() ==
        "a.proto:4:1: Expected \";\".");
  CHECK(errors_of(read_proto_texts({{"a.proto", "syntax = \"proto3\";\nmessage A {\n  B b = 1;\n}\n"}})).front() ==
        "a.proto:3:3: \"B\" is not defined.");
  CHECK(errors_of(read_proto_texts({{"a.proto", "edition = \"2023\";\n"}})).size() >= 1);
  const Errors import = errors_of(read_proto_texts({{"a.proto", "syntax = \"proto3\";\nimport \"b.proto\";\n"}}));
  CHECK(import.front() == "b.proto: is not among the files");
}

TEST_CASE("a file that is not there is told with the folder that imports are relative to") {
  const std::string root = (std::filesystem::path(PAIRS) / "field_deleted" / "old").string();
  const Errors errors = errors_of(read_proto_files(root, {"shop/v1/absent.proto"}));
  CHECK(errors.front() ==
        root + "/shop/v1/absent.proto: cannot be read (File not found.) below " + root +
            ", which imports are relative to; give another folder by --proto-path, if that is not the "
            "right one");
}

TEST_CASE("the package that a .proto names") {
  CHECK(package_of("// package not.this;\nsyntax = \"proto3\";\npackage a.b_c.v1 ; message A {}") == "a.b_c.v1");
  CHECK(package_of("syntax = \"proto3\"; message A {}").empty());
  CHECK(package_of("syntax = \"proto3\";\npackage a.v1;\nthis is not proto").starts_with("a.v1"));
  CHECK(package_of("").empty());
}

TEST_CASE("a contract lives as long as any copy of it") {
  Contract copy;
  {
    const Contract read = contract_of(kTwo);
    copy = read;
  }
  CHECK(copy.files.back()->message_type(0)->full_name() == "b.B");
}
