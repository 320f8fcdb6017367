// In which form a stream of messages comes and goes over REST.
#pragma once

#include <optional>
#include <string_view>

#include "core/call.hpp"
#include "core/failure.hpp"
#include "rest/exchange.hpp"
#include "rest/options.hpp"

namespace duet::rest {

/// Sets `exchange.reader` and the request's encoding for a method whose request streams, by its Content-Type; else 415.
std::optional<core::Failure> choose_reader(core::Call& call, std::string_view content_type, const RestOptions& options,
                                           Exchange& exchange);

/// Sets `exchange.writer` and the answer's encoding for a method whose answer streams, by the Accept field.
std::optional<core::Failure> choose_writer(core::Call& call, std::string_view accept, Exchange& exchange);

}  // namespace duet::rest
