#include "rest/chunk_reader.hpp"

#include <algorithm>

#include "rest/http_text.hpp"

namespace duet::rest {
namespace {

constexpr int kNoDigit = -1;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = to_lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : kNoDigit;
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

// What may stand in a field's value or a quoted string, but for what ends it.
bool is_text(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return c == '\t' || (byte >= ' ' && byte != 0x7f);
}

}  // namespace

ChunkReader::State ChunkReader::read(std::string_view bytes, std::size_t& used, std::string_view& content) {
  while (used < bytes.size()) {
    if (place_ == Place::kContent) {
      const std::size_t size = std::min<std::uint64_t>(chunk_left_, bytes.size() - used);
      content = bytes.substr(used, size);
      used += size;
      chunk_left_ -= size;
      if (chunk_left_ == 0) place_ = Place::kContentEnd;
      return State::kContent;
    }
    const State state = step(bytes[used]);
    if (state != State::kNeedMore) {
      if (state == State::kDone) ++used;
      return state;
    }
    ++used;
  }
  return State::kNeedMore;
}

ChunkReader::State ChunkReader::go(Place place) {
  place_ = place;
  return State::kNeedMore;
}

ChunkReader::State ChunkReader::step(char c) {
  switch (place_) {
    case Place::kSizeStart:
    case Place::kSize:
      return step_size(c);
    case Place::kHeadEnd:
      return c == '\n' ? end_head() : State::kMalformed;
    case Place::kContentEnd:
      return c == '\r' ? go(Place::kContentEndLf) : State::kMalformed;
    case Place::kContentEndLf:
      return c == '\n' ? go(Place::kSizeStart) : State::kMalformed;
    case Place::kTrailerStart:
    case Place::kTrailerName:
    case Place::kTrailerValue:
    case Place::kTrailerEnd:
      return step_trailer(c);
    case Place::kEnd:
      if (c != '\n') return State::kMalformed;
      place_ = Place::kDone;
      return State::kDone;
    case Place::kContent:
    case Place::kDone:
      return State::kMalformed;
    default:
      return step_extension(c);
  }
}

ChunkReader::State ChunkReader::step_size(char c) {
  if (const int digit = hex_digit(c); digit != kNoDigit) {
    if (chunk_left_ >> 60 != 0) return State::kMalformed;
    if (place_ == Place::kSizeStart) {
      chunk_left_ = 0;
    } else if (chunk_left_ == 0 && other_left_-- == 0) {
      return State::kTooLong;
    }
    chunk_left_ = chunk_left_ * 16 + static_cast<std::uint64_t>(digit);
    return go(Place::kSize);
  }
  if (place_ == Place::kSizeStart) return State::kMalformed;
  if (c == '\r') return go(Place::kHeadEnd);
  place_ = Place::kAfterSize;
  return step_extension(c);
}

// *( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] )
ChunkReader::State ChunkReader::step_extension(char c) {
  if (other_left_-- == 0) return State::kTooLong;
  switch (place_) {
    case Place::kAfterSize:
      if (is_blank(c)) return State::kNeedMore;
      return c == ';' ? go(Place::kNameStart) : State::kMalformed;
    case Place::kNameStart:
      if (is_blank(c)) return State::kNeedMore;
      return is_token_char(c) ? go(Place::kName) : State::kMalformed;
    case Place::kName:
      if (is_token_char(c)) return State::kNeedMore;
      if (c == '\r') return go(Place::kHeadEnd);
      [[fallthrough]];
    case Place::kAfterName:
      if (is_blank(c)) return go(Place::kAfterName);
      if (c == '=') return go(Place::kValueStart);
      return c == ';' ? go(Place::kNameStart) : State::kMalformed;
    case Place::kValueStart:
      if (is_blank(c)) return State::kNeedMore;
      if (c == '"') return go(Place::kQuoted);
      return is_token_char(c) ? go(Place::kValue) : State::kMalformed;
    case Place::kQuoted:
      if (c == '"') return go(Place::kAfterQuoted);
      if (c == '\\') return go(Place::kQuotedPair);
      return is_text(c) ? State::kNeedMore : State::kMalformed;
    case Place::kQuotedPair:
      return is_text(c) ? go(Place::kQuoted) : State::kMalformed;
    case Place::kValue:
      if (is_token_char(c)) return State::kNeedMore;
      [[fallthrough]];
    default:  // kAfterQuoted
      if (c == '\r') return go(Place::kHeadEnd);
      if (is_blank(c)) return go(Place::kAfterSize);
      return c == ';' ? go(Place::kNameStart) : State::kMalformed;
  }
}

ChunkReader::State ChunkReader::end_head() {
  if (chunk_left_ == 0) return go(Place::kTrailerStart);
  if (chunk_left_ > content_left_) return State::kTooLarge;
  content_left_ -= chunk_left_;
  return go(Place::kContent);
}

// Lines as in a head, folded ones refused as there (RFC 9112 section 5.2).
ChunkReader::State ChunkReader::step_trailer(char c) {
  if (place_ == Place::kTrailerStart && c == '\r') return go(Place::kEnd);
  if (other_left_-- == 0) return State::kTooLong;
  switch (place_) {
    case Place::kTrailerStart:
      return is_token_char(c) ? go(Place::kTrailerName) : State::kMalformed;
    case Place::kTrailerName:
      if (c == ':') return go(Place::kTrailerValue);
      return is_token_char(c) ? State::kNeedMore : State::kMalformed;
    case Place::kTrailerValue:
      if (c == '\r') return go(Place::kTrailerEnd);
      return is_text(c) ? State::kNeedMore : State::kMalformed;
    default:  // kTrailerEnd
      return c == '\n' ? go(Place::kTrailerStart) : State::kMalformed;
  }
}

}  // namespace duet::rest
