// What the bodies of a call are: JSON, protobuf, or bytes of any media type.
#pragma once

#include <optional>
#include <string_view>

#include "core/call.hpp"
#include "core/failure.hpp"
#include "core/method.hpp"
#include "rest/exchange.hpp"
#include "rest/media.hpp"
#include "rest/options.hpp"
#include "rest/request_head.hpp"

namespace duet::rest {

/// Sets the call's encodings and body_field, and what becomes of the request's body in `exchange`. `accepted` is what
/// the field `accept` says. @pre call.method is the route's.
///
/// - A body goes to the handler where the route has a `body`, or the method reads it itself (DUET_RAW_REQUEST). Any
///   other is read up to the limit and dropped, whatever its type: RFC 9110 section 9.3.1 gives content of a GET no
///   meaning, and many a client sends "{}" with everything.
/// - The data of a google.api.HttpBody has any media type, which the handler finds in the metadata. Any other body is
///   JSON or protobuf by its Content-Type; else 415.
/// - An answer that is a google.api.HttpBody, or that the handler writes itself, is sent as it is, whatever Accept
///   says. A stream of messages has the form that choose_reader() and choose_writer() find. Any other is what Accept
///   prefers, else what the request was, else JSON; 406 if the method cannot answer so.
std::optional<core::Failure> choose_encodings(core::Call& call, const core::Route& route, const RequestHead& head,
                                              const Accepted& accepted, std::string_view accept,
                                              std::string_view content_encoding, const RestOptions& options,
                                              Exchange& exchange);

}  // namespace duet::rest
