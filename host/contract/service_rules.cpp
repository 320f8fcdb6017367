#include <google/protobuf/descriptor.pb.h>

#include <array>

#include "contract/rule.hpp"

namespace duet::contract {
namespace {

using pb::MethodDescriptor;
using Proto = pb::MethodDescriptorProto;

std::string rpc_name(const MethodDescriptor& method) {
  return "the RPC " + quoted(method.service()->name() + "/" + method.name());
}

void rpc_no_delete(const pb::ServiceDescriptor& before, const pb::ServiceDescriptor& now, Report& report) {
  for (int i = 0; i < before.method_count(); ++i) {
    if (now.FindMethodByName(before.method(i)->name()) != nullptr) continue;
    report.add(place_of(now), rpc_name(*before.method(i)) + " is gone");
  }
}

void report_change(const MethodDescriptor& now, const std::string& what, const std::string& from, const std::string& to,
                   std::initializer_list<Place> places, Report& report) {
  if (from != to) report.add(places, rpc_name(now) + " had " + what + " " + from + " and has " + to);
}

void same_request_type(const MethodDescriptor& before, const MethodDescriptor& now, Report& report) {
  report_change(now, "the request", quoted(before.input_type()->full_name()), quoted(now.input_type()->full_name()),
                {place_of(now).part({Proto::kInputTypeFieldNumber}), place_of(now)}, report);
}

void same_response_type(const MethodDescriptor& before, const MethodDescriptor& now, Report& report) {
  report_change(now, "the response", quoted(before.output_type()->full_name()), quoted(now.output_type()->full_name()),
                {place_of(now).part({Proto::kOutputTypeFieldNumber}), place_of(now)}, report);
}

void report_streams(const MethodDescriptor& now, const std::string& messages, bool streams, Report& report) {
  report.add(place_of(now), "the " + messages + " of " + rpc_name(now) +
                                (streams ? " were one and are a stream" : " were a stream and are one"));
}

void same_client_streaming(const MethodDescriptor& before, const MethodDescriptor& now, Report& report) {
  if (before.client_streaming() != now.client_streaming()) {
    report_streams(now, "requests", now.client_streaming(), report);
  }
}

void same_server_streaming(const MethodDescriptor& before, const MethodDescriptor& now, Report& report) {
  if (before.server_streaming() != now.server_streaming()) {
    report_streams(now, "responses", now.server_streaming(), report);
  }
}

void same_idempotency_level(const MethodDescriptor& before, const MethodDescriptor& now, Report& report) {
  const auto level = [](const MethodDescriptor& method) {
    return pb::MethodOptions::IdempotencyLevel_Name(method.options().idempotency_level());
  };
  report_change(now, "the idempotency level", level(before), level(now),
                {place_of(now).part({Proto::kOptionsFieldNumber, pb::MethodOptions::kIdempotencyLevelFieldNumber})},
                report);
}

}  // namespace

std::span<const Rule> service_rules() {
  constexpr unsigned kCode = kFile | kPackage;
  constexpr unsigned kAll = kCode | kWireJson | kWire;
  static constexpr std::array kRules{
      Rule{"RPC_NO_DELETE", kCode, rpc_no_delete, "no RPC goes"},
      Rule{"RPC_SAME_CLIENT_STREAMING", kAll, same_client_streaming, "clients send one message or a stream, as before"},
      Rule{"RPC_SAME_IDEMPOTENCY_LEVEL", kAll, same_idempotency_level, "RPCs can be repeated as before"},
      Rule{"RPC_SAME_REQUEST_TYPE", kAll, same_request_type, "RPCs keep their request message"},
      Rule{"RPC_SAME_RESPONSE_TYPE", kAll, same_response_type, "RPCs keep their response message"},
      Rule{"RPC_SAME_SERVER_STREAMING", kAll, same_server_streaming,
           "the server sends one message or a stream, as before"},
  };
  return kRules;
}

}  // namespace duet::contract
