// Errors as Connect tells them (connectrpc.com/docs/protocol, "Error End").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <duet/abi/call.h>

namespace duet::rest {

inline constexpr std::string_view kConnectErrorType = "application/json";

/// "not_found" for NOT_FOUND: Connect's names. Static storage.
std::string_view connect_code_name(duet_code code);

/// Appends {"code":"...","message":"...","details":[...]} for the error `reply`. Details are those of its
/// google.rpc.Status: type, bytes in base64 without padding, and "debug" with their JSON where the host knows the type.
void append_connect_error(std::string& out, const duet_reply& reply);

/// The HTTP status of a unary error: Connect has one for each code, whatever the handler would answer over REST; but
/// 404 for a method that does not exist.
std::uint32_t connect_status_of(const duet_reply& reply);

}  // namespace duet::rest
