// Entity tags (RFC 9110 section 8.8.3) and what clients ask with them.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include <duet/abi/base.h>

namespace duet::rest {

/// A weak tag: W/ and 32 hexadecimal digits in quotes.
using Etag = std::array<char, 36>;

/// The tag of the content that is `pieces`: the same for the same bytes, however they are cut, on every host.
/// Weak, because one tag stands for the content in all its codings, whose bytes differ.
Etag make_etag(std::span<const duet_slice> pieces);

/// Is it a tag as the grammar has it: "..." or W/"..."?
bool is_etag(std::string_view text);

/// Does an If-None-Match field name `etag`, by the weak comparison that it asks for, or anything by "*" (RFC 9110
/// sections 8.8.3.2 and 13.1.2)? A field that is not a list of tags names none, and an `etag` that is not one is not
/// named: the client then gets the content, which is never wrong.
bool names_etag(std::string_view if_none_match, std::string_view etag);

}  // namespace duet::rest
