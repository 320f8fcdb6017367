#include "grpc/message.hpp"

#include <grpc/slice.h>
#include <zlib.h>

#include <algorithm>
#include <new>

#include "core/code_map.hpp"

namespace duet::grpc_door {
namespace {

constexpr std::size_t kPiece = 16 * 1024;

/// zlib's state of one message.
class Inflater {
 public:
  Inflater() {
    constexpr int kGzipOrZlib = 32;  // Told by the first bytes: the coding that was announced need not be asked.
    if (::inflateInit2(&stream_, MAX_WBITS + kGzipOrZlib) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { ::inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  enum class State { kMore, kEnd, kBroken, kTooLarge };

  State expand(const grpc_slice& piece, std::size_t limit, std::string& out) {
    stream_.next_in = const_cast<Bytef*>(GRPC_SLICE_START_PTR(piece));
    stream_.avail_in = static_cast<uInt>(GRPC_SLICE_LENGTH(piece));
    do {
      const std::size_t before = out.size();
      // One byte more than is allowed tells a message that is too large from one that just fits.
      out.resize(before + std::min(kPiece, limit - before + 1));
      stream_.next_out = reinterpret_cast<Bytef*>(out.data() + before);
      stream_.avail_out = static_cast<uInt>(out.size() - before);
      const int result = ::inflate(&stream_, Z_NO_FLUSH);
      out.resize(out.size() - stream_.avail_out);
      if (out.size() > limit) return State::kTooLarge;
      if (result == Z_STREAM_END) return stream_.avail_in == 0 ? State::kEnd : State::kBroken;
      if (result != Z_OK && result != Z_BUF_ERROR) return State::kBroken;
    } while (stream_.avail_in > 0 || stream_.avail_out == 0);
    return State::kMore;
  }

 private:
  z_stream stream_{};
};

bool expand(const grpc_slice_buffer& pieces, std::size_t limit, std::string& out, core::Failure& failure) {
  Inflater inflater;
  auto state = Inflater::State::kMore;
  for (std::size_t i = 0; i < pieces.count; ++i) {
    if (state == Inflater::State::kEnd && GRPC_SLICE_LENGTH(pieces.slices[i]) > 0) state = Inflater::State::kBroken;
    if (state != Inflater::State::kMore) break;
    state = inflater.expand(pieces.slices[i], limit, out);
  }
  if (state == Inflater::State::kEnd) return true;
  failure = state == Inflater::State::kTooLarge
                ? too_large(limit)
                : core::Failure{core::kInternal, "a message is not what its grpc-encoding says", 0};
  return false;
}

}  // namespace

core::Failure too_large(std::size_t limit) {
  return {core::kResourceExhausted,
          "a message is larger than the " + std::to_string(limit) +
              " bytes that this server accepts ([grpc] max_message_bytes)",
          0};
}

bool read_message(const grpc_byte_buffer& message, std::size_t limit, std::string& out, core::Failure& failure) {
  const grpc_slice_buffer& pieces = message.data.raw.slice_buffer;
  if (is_compressed(message)) return expand(pieces, limit, out, failure);
  if (pieces.length > limit) {
    failure = too_large(limit);
    return false;
  }
  out.reserve(pieces.length);
  for (std::size_t i = 0; i < pieces.count; ++i) {
    out.append(reinterpret_cast<const char*>(GRPC_SLICE_START_PTR(pieces.slices[i])),
               GRPC_SLICE_LENGTH(pieces.slices[i]));
  }
  return true;
}

}  // namespace duet::grpc_door
