// protoc's side of the conversation, where protoc itself cannot be made to say it.
#include <doctest/doctest.h>

#include <google/protobuf/descriptor.pb.h>

#include "generator.hpp"

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
