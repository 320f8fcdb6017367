// The request that turns a connection into a WebSocket (RFC 6455 section 4.2).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/call.hpp"
#include "core/failure.hpp"
#include "core/method.hpp"
#include "rest/exchange.hpp"
#include "rest/options.hpp"
#include "rest/request_head.hpp"

namespace duet::rest {

/// Is it one? Where no stream has its path, it is served as if it did not ask (RFC 9110 section 7.8).
bool asks_for_websocket(const RequestHead& head);

/// Sets the call's encodings, and `exchange.writer` and `exchange.websocket`, which the answer needs. `protocols`: all
/// of Sec-WebSocket-Protocol. @pre call.method is the route's, and streams.
///
/// - Its subprotocol is "duet.json", for text frames of JSON, or "duet.protobuf", for binary frames; of several the
///   first that the method speaks; where the client names none, JSON without a name. Else 400.
/// - A page of another origin gets 403, unless RestOptions::websocket_origins takes it: browsers let any page call any
///   host, and send cookies with it. Who sends no Origin is no browser.
/// - A version other than 13 gets 426 (RFC 6455 section 4.4), a key that is none 400.
std::optional<core::Failure> choose_websocket(core::Call& call, const core::Route& route, const RequestHead& head,
                                              std::string_view protocols, const RestOptions& options,
                                              Exchange& exchange);

/// Appends the answer to it.
void append_upgrade(std::string& out, const core::Call& call, const Exchange& exchange);

}  // namespace duet::rest
