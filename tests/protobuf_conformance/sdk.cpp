// The codecs of the SDK under protobuf's conformance suite, with models that protoc-gen-duet made.
#include <google/protobuf/test_messages_proto3.duet.hpp>

#include <duet/codec/json.hpp>
#include <duet/codec/protobuf.hpp>
#include <duet/well_known.hpp>

#include <string>

#include "serve.hpp"

namespace {

using conformance::ConformanceRequest;
using conformance::ConformanceResponse;
using conformance::TestCategory;
using conformance::WireFormat;
using protobuf_test_messages::proto3::TestAllTypesProto3;

template <std::size_t Result>
ConformanceResponse result(std::string text) {
  ConformanceResponse response;
  response.result.emplace<Result>(std::move(text));
  return response;
}

template <class Message>
ConformanceResponse write(const Message& message, WireFormat format) {
  std::string out;
  duet::EncodeError error;
  if (format == WireFormat::protobuf) {
    if (!duet::encode_protobuf(message, out, &error))
      return result<ConformanceResponse::kSerializeError>(error.message());
    ConformanceResponse response;
    response.result.emplace<ConformanceResponse::kProtobufPayload>(duet::Bytes(out));
    return response;
  }
  if (format != WireFormat::json) return result<ConformanceResponse::kSkipped>("neither binary nor JSON");
  if (!duet::encode_json(message, out, {}, &error))
    return result<ConformanceResponse::kSerializeError>(error.message());
  return result<ConformanceResponse::kJsonPayload>(out);
}

template <class Message>
ConformanceResponse answer(const ConformanceRequest& request) {
  Message message;
  if (const auto* bytes = std::get_if<ConformanceRequest::kProtobufPayload>(&request.payload)) {
    duet::DecodeError error;
    if (!duet::decode_protobuf(bytes->view(), message, error))
      return result<ConformanceResponse::kParseError>(error.message());
  } else if (const auto* text = std::get_if<ConformanceRequest::kJsonPayload>(&request.payload)) {
    const duet::JsonOptions options{request.test_category == TestCategory::json_ignore_unknown_parsing_test};
    duet::DecodeIssues issues;
    if (!duet::decode_json(*text, message, options, issues)) {
      const bool is_json = issues.malformed.empty();
      return result<ConformanceResponse::kParseError>(
          is_json ? issues.violations.at(0).field + " " + issues.violations[0].message : issues.malformed);
    }
  } else {
    return result<ConformanceResponse::kSkipped>("neither binary nor JSON");
  }
  return write(message, request.requested_output_format);
}

ConformanceResponse answer_any(const ConformanceRequest& request) {
  if (request.message_type == "conformance.FailureSet") return answer<conformance::FailureSet>(request);
  if (request.message_type == "protobuf_test_messages.proto3.TestAllTypesProto3")
    return answer<TestAllTypesProto3>(request);
  return result<ConformanceResponse::kSkipped>("not proto3");
}

}  // namespace

int main() {
  duet::register_any<TestAllTypesProto3>("protobuf_test_messages.proto3.TestAllTypesProto3");
  return testee::serve(answer_any);
}
