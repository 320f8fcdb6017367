// Answers that are sent in pieces.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <duet/abi/call.h>

#include "core/call.hpp"
#include "rest/exchange.hpp"
#include "rest/options.hpp"

namespace duet::rest {

/// What has to come after the head of a streamed answer.
struct StreamForm {
  bool content = true;                // false: nothing comes, because of HEAD, the status, or a client that has it
  bool chunked = true;                // the pieces go through append_chunk(), and append_last_chunk() ends them
  bool close = false;                 // the end of the connection ends the answer, or this was asked for
  Coding coding = Coding::kIdentity;  // what the pieces go through first
};

/// Appends the head of an answer whose content comes later; of `reply` the body does not count. @pre its code is OK,
/// or the exchange's writer tells errors.
/// Chunked for HTTP/1.1; HTTP/1.0 knows no chunks, so that the connection's end has to end it (RFC 9112 section 6.3).
/// Compressed only where compression.streams says so, and a stream of events only where compression.types names
/// "text/event-stream" itself.
/// It has the tag that the handler gives and no other. Any thread.
StreamForm append_stream_head(std::string& out, const core::Call& call, const duet_reply& reply,
                              const Exchange& exchange, const RestOptions& options, bool close);

/// Appends `piece` as one chunk (RFC 9112 section 7.1); nothing if it is empty, for that would be the last one.
void append_chunk(std::string& out, std::string_view piece);

/// Appends the end of the chunks, and after it the trailers that may stand there (RFC 9112 section 7.1.2).
void append_last_chunk(std::string& out, std::span<const duet_kv> trailers = {});

}  // namespace duet::rest
