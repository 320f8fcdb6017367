#include <zstd.h>

#include <new>

#include "rest/coders.hpp"

namespace duet::rest {
namespace {

constexpr int kLevel = 3;            // the library's own default
constexpr int kWindowBits = 18;      // 256 KiB: an encoder stays under 2 MiB, and answers are seldom longer
constexpr int kMostWindowBits = 23;  // RFC 9659 section 3
constexpr std::size_t kRoom = 4 * 1024;

class ZstdEncoder final : public Encoder {
 public:
  ZstdEncoder() : context_(ZSTD_createCCtx()) {
    if (context_ == nullptr) throw std::bad_alloc();
    ZSTD_CCtx_setParameter(context_, ZSTD_c_compressionLevel, kLevel);
    ZSTD_CCtx_setParameter(context_, ZSTD_c_windowLog, kWindowBits);
  }
  ~ZstdEncoder() override { ZSTD_freeCCtx(context_); }
  ZstdEncoder(const ZstdEncoder&) = delete;
  ZstdEncoder& operator=(const ZstdEncoder&) = delete;

  void begin(std::optional<std::size_t> size) override {
    ZSTD_CCtx_reset(context_, ZSTD_reset_session_only);
    if (size) ZSTD_CCtx_setPledgedSrcSize(context_, *size);
  }
  void encode(std::string_view piece, std::string& out) override { write(ZSTD_e_continue, piece, out); }
  void flush(std::string& out) override { write(ZSTD_e_flush, {}, out); }
  void finish(std::string& out) override { write(ZSTD_e_end, {}, out); }

 private:
  void write(ZSTD_EndDirective how, std::string_view piece, std::string& out) {
    ZSTD_inBuffer input{piece.data(), piece.size(), 0};
    std::size_t left = 0;
    do {
      const std::size_t start = out.size();
      out.resize(start + kRoom);
      ZSTD_outBuffer output{out.data() + start, kRoom, 0};
      left = ZSTD_compressStream2(context_, &output, &input, how);
      out.resize(start + output.pos);
      if (ZSTD_isError(left)) throw std::bad_alloc();  // The only way in which it fails when it is used as it must be.
    } while (input.pos < input.size || (how != ZSTD_e_continue && left > 0));
  }

  ZSTD_CCtx* const context_;
};

class ZstdDecoder final : public SteppingDecoder {
 public:
  ZstdDecoder() : context_(ZSTD_createDCtx()) {
    if (context_ == nullptr) throw std::bad_alloc();
    ZSTD_DCtx_setParameter(context_, ZSTD_d_windowLogMax, kMostWindowBits);
  }
  ~ZstdDecoder() override { ZSTD_freeDCtx(context_); }
  ZstdDecoder(const ZstdDecoder&) = delete;
  ZstdDecoder& operator=(const ZstdDecoder&) = delete;

  bool finished() const override { return whole_; }

 protected:
  Step step(std::string_view input, char* place, std::size_t room) override {
    if (between_) {
      if (input.empty()) return {};
      // The library also reads the formats of zstd's early versions, whose windows it does not limit.
      if (!begins_frame(input.front())) return {0, 0, true};
      between_ = whole_ = false;
    }
    ZSTD_inBuffer in{input.data(), input.size(), 0};
    ZSTD_outBuffer out{place, room, 0};
    const std::size_t left = ZSTD_decompressStream(context_, &out, &in);
    const bool failed = ZSTD_isError(left) != 0;
    between_ = whole_ = left == 0;
    return {in.pos, out.pos, failed};
  }

 private:
  // The first byte of a frame's magic number: of data, or to be skipped (RFC 8878 section 3.1).
  static bool begins_frame(char first) {
    const auto byte = static_cast<unsigned char>(first);
    return byte == 0x28 || (byte & 0xf0) == 0x50;
  }

  ZSTD_DCtx* const context_;
  bool between_ = true;  // no frame has begun that has not ended
  bool whole_ = false;
};

}  // namespace

std::unique_ptr<Encoder> make_zstd_encoder() { return std::make_unique<ZstdEncoder>(); }
std::unique_ptr<Decoder> make_zstd_decoder() { return std::make_unique<ZstdDecoder>(); }

}  // namespace duet::rest
