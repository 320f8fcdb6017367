// In which form a stream of messages comes and goes over REST.
#pragma once

#include <optional>
#include <string_view>

#include "core/call.hpp"
#include "core/failure.hpp"
#include "rest/exchange.hpp"
#include "rest/options.hpp"

namespace duet::rest {

/// Sets `exchange.reader` and the request's encoding for a method whose request streams, by its Content-Type: lines for
/// application/x-ndjson, application/ndjson and application/jsonl, an array for application/json; else 415.
std::optional<core::Failure> choose_reader(core::Call& call, std::string_view content_type, const RestOptions& options,
                                           Exchange& exchange);

/// Sets `exchange.writer` and the answer's encoding for a method whose answer streams, by the Accept field: of lines,
/// an array and events the one with the highest weight, be it its own or that of a range; of those that are weighed
/// alike the one that is named, and of several the earlier. An empty field takes lines; one that takes none of them
/// gets 406 (RFC 9110 section 12.5.1), for who asks for text/html cannot know what to do with a stream.
std::optional<core::Failure> choose_writer(core::Call& call, std::string_view accept, Exchange& exchange);

}  // namespace duet::rest
