// The Content-Types of gRPC-Web and Connect.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/method.hpp"
#include "rest/rpc/protocols.hpp"

namespace duet::rest {

enum class RpcForm { kGrpcWeb, kGrpcWebText, kConnectUnary, kConnectStream };

struct RpcMediaType {
  std::string_view name;
  RpcForm form = RpcForm::kConnectUnary;
  std::uint32_t encoding = 0;  // DUET_PROTOBUF or DUET_JSON
};

/// The one that a Content-Type names, whatever its parameters and case; null if there is none such, or its charset is
/// not UTF-8. Static storage.
const RpcMediaType* find_rpc_type(std::string_view content_type);
/// Of a Connect call by GET, whose encoding the query tells: "json" or "proto"; else null.
const RpcMediaType* find_connect_type(std::string_view encoding);

/// Can `method` be called with it, by the protocols that the listener answers? Streams and single messages have types
/// of their own in Connect.
bool may_be_posted(const RpcMediaType& type, const core::Method& method, const RpcProtocols& protocols);

/// The types that it can be called with, as the field Accept-Post has them: separated by commas.
std::string postable_types(const core::Method& method, const RpcProtocols& protocols);

/// Is it a protocol's own type, which nothing else in REST has?
bool is_unmistakable(const RpcMediaType& type);

}  // namespace duet::rest
