// Content codings (RFC 9110 section 8.4): which one, and the coders themselves.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <duet/abi/base.h>

#include "rest/options.hpp"

namespace duet::rest {

/// "gzip", "br", "zstd" or "identity".
std::string_view coding_name(Coding coding);
/// The coding of that name in any case ("x-gzip" too), or nothing.
std::optional<Coding> find_coding(std::string_view name);

/// The coding of `offered` that an Accept-Encoding field weighs highest, the earlier one of two that it weighs alike;
/// kIdentity if it takes none of them or weighs identity higher. An empty field takes identity only.
Coding choose_coding(std::string_view accept_encoding, std::span<const Coding> offered);

/// Compresses one body after the other. Not thread safe.
class Encoder {
 public:
  virtual ~Encoder() = default;
  /// @pre not kIdentity. Tuned for answers that are made for each request: quick rather than small. Throws
  /// std::bad_alloc where there is no memory for it.
  static std::unique_ptr<Encoder> make(Coding coding);

  /// Begins a body, and forgets one that was not finished. `size`: its bytes, where that is known beforehand; saves
  /// memory. A new encoder has begun one of unknown size.
  virtual void begin(std::optional<std::size_t> size) = 0;
  /// Appends to `out` what `piece` becomes; some of it may be held back until the next call.
  virtual void encode(std::string_view piece, std::string& out) = 0;
  /// Appends what was held back, so that the client can read all that was encoded so far.
  virtual void flush(std::string& out) = 0;
  /// The same, and ends the body. Then comes begin().
  virtual void finish(std::string& out) = 0;
};

/// Appends to `out` what the body that is `pieces`, `size` bytes together, becomes; or nothing, and says false, if that
/// is not smaller. Any thread: each keeps its encoders for the next body. @pre not kIdentity.
bool encode_whole(Coding coding, std::span<const duet_slice> pieces, std::size_t size, std::string& out);

/// Expands one body, never by more than its caller has room for. Not thread safe.
class Decoder {
 public:
  enum class State {
    kNeedMore,   // all of the piece is used
    kFull,       // there is more than `out` may hold; call again with the rest of the piece, be it empty
    kMalformed,  // the piece does not belong to such a body; nor does anything after the body's end
  };

  virtual ~Decoder() = default;
  /// @pre not kIdentity. A gzip body may have several members (RFC 1952 section 2.2) and a zstd body several frames
  /// (RFC 8878 section 3); a zstd window is 8 MiB at most (RFC 9659 section 3). Throws std::bad_alloc.
  static std::unique_ptr<Decoder> make(Coding coding);

  /// Takes `used` bytes of `piece` and appends what they expand to, until `out` holds `most` bytes. A body of exactly
  /// `most` bytes is not too many. After kMalformed there is nothing more to call.
  virtual State decode(std::string_view piece, std::size_t& used, std::string& out, std::size_t most) = 0;
  /// Is the body whole? Of a gzip or zstd body more may still come.
  virtual bool finished() const = 0;
};

}  // namespace duet::rest
