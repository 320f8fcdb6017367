// The host's translation under protobuf's conformance suite: messages that are known by their descriptors only.
#include <google/protobuf/arena.h>

#include <google/protobuf/test_messages_proto3.duet.hpp>
#include <string>

#include "core/schema.hpp"
#include "serve.hpp"
#include "transcode/read_wire.hpp"
#include "transcode/write_json.hpp"

namespace {

using conformance::ConformanceRequest;
using conformance::ConformanceResponse;
using conformance::TestCategory;
using conformance::WireFormat;
using duet::transcode::MessageType;
using google::protobuf::Message;

template <std::size_t Result>
ConformanceResponse result(std::string text) {
  ConformanceResponse response;
  response.result.emplace<Result>(std::move(text));
  return response;
}

// What is wrong with the request's payload; empty if the message holds it.
std::string read(const ConformanceRequest& request, const MessageType& type, Message& message) {
  if (const auto* bytes = std::get_if<ConformanceRequest::kProtobufPayload>(&request.payload)) {
    duet::DecodeError error;
    return duet::transcode::read_wire(bytes->view(), type, message, error) ? std::string() : error.message();
  }
  const duet::JsonOptions options{request.test_category == TestCategory::json_ignore_unknown_parsing_test};
  duet::DecodeIssues issues;
  if (duet::detail::read_json(*std::get_if<ConformanceRequest::kJsonPayload>(&request.payload), type.table, &message,
                              nullptr, options, issues, [&] { message.Clear(); }))
    return {};
  return !issues.malformed.empty() ? issues.malformed
                                   : issues.violations.at(0).field + " " + issues.violations[0].message;
}

ConformanceResponse answer(const ConformanceRequest& request, const MessageType& type) {
  const bool is_protobuf = std::get_if<ConformanceRequest::kProtobufPayload>(&request.payload) != nullptr;
  const bool is_json = std::get_if<ConformanceRequest::kJsonPayload>(&request.payload) != nullptr;
  const bool wants_protobuf = request.requested_output_format == WireFormat::protobuf;
  if (!is_protobuf && !is_json) return result<ConformanceResponse::kSkipped>("neither binary nor JSON");
  google::protobuf::Arena arena;
  Message& message = *type.prototype->New(&arena);
  if (std::string problem = read(request, type, message); !problem.empty())
    return result<ConformanceResponse::kParseError>(std::move(problem));
  if (wants_protobuf) {
    ConformanceResponse response;
    response.result.emplace<ConformanceResponse::kProtobufPayload>(duet::Bytes(message.SerializeAsString()));
    return response;
  }
  if (request.requested_output_format != WireFormat::json)
    return result<ConformanceResponse::kSkipped>("neither binary nor JSON");
  std::string text, problem;
  if (!duet::transcode::write_json(message, type, {}, text, problem))
    return result<ConformanceResponse::kSerializeError>(std::move(problem));
  return result<ConformanceResponse::kJsonPayload>(std::move(text));
}

}  // namespace

int main() {
  duet::core::Schema schema;
  std::string error;
  const duet::ProtoFile* const files[] = {&conformance::kConformanceConformanceProto,
                                          &protobuf_test_messages::proto3::kGoogleProtobufTestMessagesProto3Proto};
  for (const duet::ProtoFile* file : files) {
    if (schema.add("testee", {std::string(file->descriptor)}, error)) continue;
    std::fprintf(stderr, "testee: %s\n", error.c_str());
    return 1;
  }
  duet::transcode::MessageTypes types(schema.pool());
  return testee::serve([&](const ConformanceRequest& request) {
    const bool is_proto3 = request.message_type == "conformance.FailureSet" ||
                           request.message_type == "protobuf_test_messages.proto3.TestAllTypesProto3";
    const MessageType* const type = is_proto3 ? types.find(request.message_type) : nullptr;
    return type != nullptr ? answer(request, *type) : result<ConformanceResponse::kSkipped>("not proto3");
  });
}
