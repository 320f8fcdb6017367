// Which requests may be read at all.
#pragma once

#include <optional>

#include "core/failure.hpp"
#include "rest/request_head.hpp"

namespace duet::rest {

/// Refuses a head whose framing, target or Host field leaves room for two readings (RFC 9112 sections 3.2, 6.1
/// and 6.3), or that expects what this server does not do (RFC 9110 section 10.1.1). The connection must be closed
/// then, and nothing that follows may be parsed.
std::optional<core::Failure> check_framing(const RequestHead& head);

}  // namespace duet::rest
