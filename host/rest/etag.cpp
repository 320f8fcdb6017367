#include "rest/etag.hpp"

#define XXH_INLINE_ALL  // The program needs no library for it at run time.
#include <xxhash.h>

#include <algorithm>
#include <memory>
#include <new>

#include "rest/http_text.hpp"

namespace duet::rest {
namespace {

XXH128_hash_t hash_of(std::span<const duet_slice> pieces) {
  if (pieces.size() == 1) return XXH3_128bits(pieces[0].data, pieces[0].size);
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(), XXH3_freeState);
  if (!state) throw std::bad_alloc();
  XXH3_128bits_reset(state.get());
  for (const duet_slice& piece : pieces) XXH3_128bits_update(state.get(), piece.data, piece.size);
  return XXH3_128bits_digest(state.get());
}

// Without "W/" and with its quotes; empty if it is none.
std::string_view opaque_of(std::string_view text) {
  if (text.starts_with("W/")) text.remove_prefix(2);
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return {};
  const std::string_view inside = text.substr(1, text.size() - 2);
  const bool well = std::all_of(inside.begin(), inside.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > ' ' && byte != '"' && byte != 0x7f;
  });
  return well ? text : std::string_view{};
}

}  // namespace

Etag make_etag(std::span<const duet_slice> pieces) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const XXH128_hash_t hash = hash_of(pieces);
  Etag tag{'W', '/', '"'};
  char* place = tag.data() + 3;
  for (const XXH64_hash_t half : {hash.high64, hash.low64}) {
    for (int shift = 60; shift >= 0; shift -= 4) *place++ = kDigits[half >> shift & 15];
  }
  *place = '"';
  return tag;
}

bool is_etag(std::string_view text) { return !opaque_of(text).empty(); }

bool names_etag(std::string_view if_none_match, std::string_view etag) {
  const std::string_view wanted = opaque_of(etag);
  if (wanted.empty()) return false;
  if (trimmed(if_none_match) == "*") return true;
  bool named = false;
  std::string_view rest = trimmed(if_none_match);
  while (!rest.empty()) {
    // Not split as other lists are: a backslash in a tag is a character like any other.
    if (rest.front() != ',') {
      const std::size_t closing = rest.find('"', rest.find('"') + 1);
      const std::string_view tag = opaque_of(rest.substr(0, closing == std::string_view::npos ? 0 : closing + 1));
      if (tag.empty()) return false;
      named = named || tag == wanted;
      rest = trimmed(rest.substr(closing + 1));
      if (!rest.empty() && rest.front() != ',') return false;
    }
    rest = trimmed(rest.substr(std::min<std::size_t>(1, rest.size())));
  }
  return named;
}

}  // namespace duet::rest
