// Takes a body in chunks apart (RFC 9112 section 7.1).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace duet::rest {

/// Looks at each byte once, however they arrive, and refuses the first that does not belong. Extensions and trailers
/// must be well formed and are dropped.
class ChunkReader {
 public:
  enum class State {
    kNeedMore,   // all bytes are used
    kContent,    // `content` holds some; there may be more in the bytes that are left
    kDone,       // what is left does not belong to the body
    kMalformed,  // nothing that follows can be understood
    kTooLarge,   // of content
    kTooLong,    // of what is around the content
  };

  /// `content_limit`: bytes of content; a chunk beyond it is refused before it comes. `other_limit`: bytes of
  /// extensions, leading noughts and trailers in all.
  ChunkReader(std::uint64_t content_limit, std::size_t other_limit)
      : content_left_(content_limit), other_left_(other_limit) {}

  /// Uses up bytes from `used` on. Call it again while it gives kContent.
  State read(std::string_view bytes, std::size_t& used, std::string_view& content);

 private:
  enum class Place {
    kSizeStart,
    kSize,
    kAfterSize,  // blanks, of which an extension must follow
    kNameStart,
    kName,
    kAfterName,
    kValueStart,
    kValue,
    kQuoted,
    kQuotedPair,
    kAfterQuoted,
    kHeadEnd,
    kContent,
    kContentEnd,
    kContentEndLf,
    kTrailerStart,
    kTrailerName,
    kTrailerValue,
    kTrailerEnd,
    kEnd,
    kDone,
  };

  State step(char c);
  State step_size(char c);
  State step_extension(char c);
  State step_trailer(char c);
  State go(Place place);
  State end_head();

  Place place_ = Place::kSizeStart;
  std::uint64_t chunk_left_ = 0;
  std::uint64_t content_left_;
  std::size_t other_left_;
};

}  // namespace duet::rest
