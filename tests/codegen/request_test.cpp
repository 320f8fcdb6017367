// protoc's side of the conversation, where protoc itself cannot be made to say it.
#include <doctest/doctest.h>

#include <google/protobuf/descriptor.pb.h>

#include "generator.hpp"
#include "words.hpp"

using namespace duet::codegen;

TEST_CASE("bytes that are no request") {
  Request request;
  CHECK_FALSE(parse_request("\x0a\x7f", request));
  CHECK_FALSE(parse_request("\x7a\x02\xff\xff", request));
}

TEST_CASE("a syntax that this protobuf does not know") {
  Request request;
  request.files_to_generate = {"items.proto"};
  google::protobuf::FileDescriptorProto& file = request.files.emplace_back();
  file.set_name("items.proto");
  file.set_syntax("editions");
  Problems problems;
  CHECK(generate(request, {}, problems).empty());
  CHECK(joined(problems.errors()) ==
        "items.proto: its syntax is editions, which Duet does not know; it reads proto3: write syntax = \"proto3\"");
}

TEST_CASE("files that do not link") {
  Request request;
  request.files_to_generate = {"items.proto"};
  google::protobuf::FileDescriptorProto& file = request.files.emplace_back();
  file.set_name("items.proto");
  file.set_syntax("proto3");
  file.add_dependency("missing.proto");
  Problems problems;
  CHECK(generate(request, {}, problems).empty());
  CHECK(joined(problems.errors()).find("missing.proto") != std::string::npos);
}

TEST_CASE("names of files that are none of the request, are there twice, or lead out of the folder") {
  const auto refused = [](std::vector<std::string> names) {
    Request request;
    request.files_to_generate = std::move(names);
    for (const char* name :
         {"items.proto", "../items.proto", "a/../../items.proto", "/items.proto", "a..b/..c.proto"}) {
      request.files.emplace_back().set_name(name);
      request.files.back().set_syntax("proto3");
    }
    Problems problems;
    const bool is_empty = generate(request, {}, problems).empty();
    CHECK(is_empty != problems.errors().empty());
    return joined(problems.errors());
  };
  CHECK(refused({"items.proto", "a..b/..c.proto"}).empty());
  CHECK(refused({"missing.proto"}) ==
        "missing.proto: it is to be generated, but the request of protoc does not hold it; add it to proto_file");
  CHECK(refused({"items.proto", "items.proto"}) == "items.proto: it is to be generated twice; name it once");
  for (const char* name : {"../items.proto", "a/../../items.proto", "/items.proto", "", "..", "a\\..\\items.proto"}) {
    INFO(name);
    CHECK(refused({name}).find("would be outside of the folder of --duet_out") != std::string::npos);
  }
}

TEST_CASE("types that are in duet/well_known.hpp are not made again") {
  Request request;
  request.files_to_generate = {"google/protobuf/empty.proto"};
  google::protobuf::FileDescriptorProto& file = request.files.emplace_back();
  file.set_name("google/protobuf/empty.proto");
  file.set_package("google.protobuf");
  file.set_syntax("proto3");
  file.add_message_type()->set_name("Empty");
  Problems problems;
  CHECK(generate(request, {}, problems).empty());
  CHECK(joined(problems.errors()) ==
        "google/protobuf/empty.proto: its types are in duet/well_known.hpp; take it out of the files to generate");
}

TEST_CASE("parameters") {
  Parameters parameters;
  CHECK(read_parameters("unknown_fields=keep,unsupported_rules=warn", parameters).empty());
  CHECK(parameters.keep_unknown_fields);
  CHECK(parameters.warn_of_unsupported_rules);
  CHECK(read_parameters("", parameters).empty());
  CHECK(read_parameters("unknown_fields", parameters).find("has no parameter 'unknown_fields'") != std::string::npos);
}

TEST_CASE("macros are no names") {
  for (const char* name : {"INT_MAX", "UINT8_MAX", "INT_FAST16_WIDTH", "UINTPTR_MAX", "SIZE_MAX", "CHAR_BIT", "M_PI",
                           "FP_NAN", "HUGE_VALF", "MB_LEN_MAX", "ULLONG_MAX"}) {
    CHECK_MESSAGE(is_reserved(name), name);
  }
  for (const char* name : {"int_max", "RETRY_MAX", "MAX", "_MAX", "INT_MAXIMUM", "UNSIZE_MAX"})
    CHECK_FALSE_MESSAGE(is_reserved(name), name);
}
