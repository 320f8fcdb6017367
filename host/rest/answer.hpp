// From a reply to the bytes of an HTTP answer.
#pragma once

#include <string>

#include <duet/abi/call.h>

#include "core/call.hpp"
#include "rest/exchange.hpp"
#include "rest/options.hpp"

namespace duet::rest {

/// Appends the whole answer to `out`: head and, unless the request was HEAD, body. Success is the reply's body; an
/// error is application/problem+json, for a client that asked for protobuf google.rpc.Status, or Connect's JSON.
/// Trailers become fields named "trailer-..." of the head. `close`: says that the connection ends with this answer. Any
/// thread.
///
/// Of the reply's metadata "content-type" takes the place of the door's own, "etag" that of the tag that GET answers
/// get, "cache-control" that of the method's and the configuration's, and "content-encoding" keeps the door from
/// compressing. A client that has the content already, by its If-None-Match, gets 304 without it.
void append_answer(std::string& out, const core::Call& call, const duet_reply& reply, const Exchange& exchange,
                   const RestOptions& options, bool close);

/// An answer for which there is no call, because the host has none left or the connection is one too many: 503, close.
void append_overloaded(std::string& out);

}  // namespace duet::rest
