#include <brotli/decode.h>
#include <brotli/encode.h>

#include <algorithm>
#include <limits>
#include <new>

#include "rest/coders.hpp"

namespace duet::rest {
namespace {

constexpr std::uint32_t kQuality = 4;  // of 0 to 11; 5 takes twice the time for a few per cent
// 256 KiB of window: answers are seldom longer, and the encoder's memory grows with it.
constexpr std::uint32_t kWindowBits = 18;
constexpr std::size_t kRoom = 4 * 1024;

const std::uint8_t* bytes_of(std::string_view text) { return reinterpret_cast<const std::uint8_t*>(text.data()); }

class BrotliEncoder final : public Encoder {
 public:
  BrotliEncoder() { begin(std::nullopt); }
  ~BrotliEncoder() override { end(); }
  BrotliEncoder(const BrotliEncoder&) = delete;
  BrotliEncoder& operator=(const BrotliEncoder&) = delete;

  void begin(std::optional<std::size_t> size) override {
    end();
    state_ = BrotliEncoderCreateInstance(nullptr, nullptr, nullptr);
    if (state_ == nullptr) throw std::bad_alloc();
    BrotliEncoderSetParameter(state_, BROTLI_PARAM_QUALITY, kQuality);
    BrotliEncoderSetParameter(state_, BROTLI_PARAM_LGWIN, kWindowBits);
    if (size) {
      const std::size_t most = std::numeric_limits<std::uint32_t>::max();
      BrotliEncoderSetParameter(state_, BROTLI_PARAM_SIZE_HINT, static_cast<std::uint32_t>(std::min(*size, most)));
    }
  }
  void encode(std::string_view piece, std::string& out) override { write(BROTLI_OPERATION_PROCESS, piece, out); }
  void flush(std::string& out) override { write(BROTLI_OPERATION_FLUSH, {}, out); }
  void finish(std::string& out) override {
    write(BROTLI_OPERATION_FINISH, {}, out);
    end();
  }

 private:
  // The library has no way to use a state again, so there is no use in keeping it.
  void end() {
    BrotliEncoderDestroyInstance(state_);
    state_ = nullptr;
  }
  void write(BrotliEncoderOperation operation, std::string_view piece, std::string& out) {
    std::size_t left = piece.size();
    const std::uint8_t* next = bytes_of(piece);
    append_in_rooms(out, kRoom, [&](char* output, std::size_t room) {
      std::size_t available = room;
      auto* place = reinterpret_cast<std::uint8_t*>(output);
      if (!BrotliEncoderCompressStream(state_, operation, &left, &next, &available, &place, nullptr)) {
        throw std::bad_alloc();  // The only way in which it fails when it is used as it must be.
      }
      return room - available;
    });
  }

  BrotliEncoderState* state_ = nullptr;
};

class BrotliDecoder final : public SteppingDecoder {
 public:
  BrotliDecoder() : state_(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)) {
    if (state_ == nullptr) throw std::bad_alloc();
  }
  ~BrotliDecoder() override { BrotliDecoderDestroyInstance(state_); }
  BrotliDecoder(const BrotliDecoder&) = delete;
  BrotliDecoder& operator=(const BrotliDecoder&) = delete;

  bool finished() const override { return BrotliDecoderIsFinished(state_) != 0; }

 protected:
  Step step(std::string_view input, char* output, std::size_t room) override {
    if (finished()) return {0, 0, !input.empty()};
    std::size_t left = input.size();
    const std::uint8_t* next = bytes_of(input);
    std::size_t available = room;
    auto* place = reinterpret_cast<std::uint8_t*>(output);
    const BrotliDecoderResult result = BrotliDecoderDecompressStream(state_, &left, &next, &available, &place, nullptr);
    return {input.size() - left, room - available, result == BROTLI_DECODER_RESULT_ERROR};
  }

 private:
  BrotliDecoderState* const state_;
};

}  // namespace

std::unique_ptr<Encoder> make_brotli_encoder() { return std::make_unique<BrotliEncoder>(); }
std::unique_ptr<Decoder> make_brotli_decoder() { return std::make_unique<BrotliDecoder>(); }

}  // namespace duet::rest
