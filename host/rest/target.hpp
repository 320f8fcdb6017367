// The request target: where the path and the query are in it.
#pragma once

#include <optional>
#include <string_view>

#include "core/call.hpp"
#include "core/failure.hpp"
#include "rest/request_head.hpp"

namespace duet::rest {

/// Finds authority, path and query of a target in origin-form, absolute-form or asterisk-form (RFC 9112 section 3.2).
/// Any other one, and that of CONNECT, gets no path.
void split_target(RequestHead& head);

/// Puts the authority of a target in absolute-form in place of what Host says (RFC 9112 section 3.2.2), in the metadata
/// too, or adds it where there is no Host. Other targets change nothing.
void take_host_of_target(RequestHead& head);

/// Decodes the pairs of a query into call.request.query, in their order and with their repeats. Empty pieces are
/// skipped; a piece without "=" has an empty value. A failure names the pair.
std::optional<core::Failure> bind_query(core::Call& call, std::string_view query);

}  // namespace duet::rest
