#include "rest/rpc/media_type.hpp"

#include <duet/abi/description.h>

#include <algorithm>
#include <array>

#include "rest/http_text.hpp"
#include "rest/media.hpp"

namespace duet::rest {
namespace {

constexpr std::string_view kConnectJson = "application/json";

constexpr std::array kTypes{
    RpcMediaType{kConnectJson, RpcForm::kConnectUnary, DUET_JSON},
    RpcMediaType{"application/proto", RpcForm::kConnectUnary, DUET_PROTOBUF},
    RpcMediaType{"application/connect+json", RpcForm::kConnectStream, DUET_JSON},
    RpcMediaType{"application/connect+proto", RpcForm::kConnectStream, DUET_PROTOBUF},
    RpcMediaType{"application/grpc-web", RpcForm::kGrpcWeb, DUET_PROTOBUF},
    RpcMediaType{"application/grpc-web+proto", RpcForm::kGrpcWeb, DUET_PROTOBUF},
    RpcMediaType{"application/grpc-web+json", RpcForm::kGrpcWeb, DUET_JSON},
    RpcMediaType{"application/grpc-web-text", RpcForm::kGrpcWebText, DUET_PROTOBUF},
    RpcMediaType{"application/grpc-web-text+proto", RpcForm::kGrpcWebText, DUET_PROTOBUF},
    RpcMediaType{"application/grpc-web-text+json", RpcForm::kGrpcWebText, DUET_JSON},
};

}  // namespace

const RpcMediaType* find_rpc_type(std::string_view content_type) {
  std::string_view rest = content_type;
  const std::string_view name = next_item(rest, ';');
  const auto* const found = std::find_if(
      kTypes.begin(), kTypes.end(), [name](const RpcMediaType& type) { return equals_ignoring_case(type.name, name); });
  if (found == kTypes.end()) return nullptr;
  // JSON is UTF-8, whatever it says it is.
  return found->name == kConnectJson && encoding_of(content_type) == 0 ? nullptr : found;
}

const RpcMediaType* find_connect_type(std::string_view encoding) {
  return encoding == "json" ? kTypes.data() : encoding == "proto" ? kTypes.data() + 1 : nullptr;
}

bool may_be_posted(const RpcMediaType& type, const core::Method& method, const RpcProtocols& protocols) {
  if ((method.encodings & type.encoding) == 0) return false;
  switch (type.form) {
    case RpcForm::kConnectUnary:
      return protocols.connect && !method.streams_messages();
    case RpcForm::kConnectStream:
      return protocols.connect && method.streams_messages();
    default:
      return protocols.grpc_web;
  }
}

std::string postable_types(const core::Method& method, const RpcProtocols& protocols) {
  std::string list;
  for (const RpcMediaType& type : kTypes) {
    if (may_be_posted(type, method, protocols)) list.append(list.empty() ? "" : ", ").append(type.name);
  }
  return list;
}

bool is_unmistakable(const RpcMediaType& type) { return type.name != kConnectJson; }

}  // namespace duet::rest
