#include <zlib.h>

#include <limits>
#include <new>

#include "rest/coders.hpp"

namespace duet::rest {
namespace {

constexpr int kGzipFormat = 16;  // added to the window's bits: gzip's head and end around the data, not zlib's
// Of 1 to 9. In JSON it finds a tenth more than level 1; beyond it the time grows faster than the gain.
constexpr int kLevel = 4;
constexpr char kFirstByte = '\x1f';  // of a member (RFC 1952 section 2.3.1)
constexpr int kMemory = 8;           // zlib's own default
constexpr std::size_t kRoom = 4 * 1024;
constexpr std::size_t kMostAtOnce = std::numeric_limits<uInt>::max();

Bytef* bytes_of(std::string_view text) { return reinterpret_cast<Bytef*>(const_cast<char*>(text.data())); }

class GzipEncoder final : public Encoder {
 public:
  GzipEncoder() {
    if (deflateInit2(&stream_, kLevel, Z_DEFLATED, kGzipFormat + MAX_WBITS, kMemory, Z_DEFAULT_STRATEGY) != Z_OK) {
      throw std::bad_alloc();
    }
  }
  ~GzipEncoder() override { deflateEnd(&stream_); }
  GzipEncoder(const GzipEncoder&) = delete;
  GzipEncoder& operator=(const GzipEncoder&) = delete;

  void begin(std::optional<std::size_t>) override { deflateReset(&stream_); }
  void encode(std::string_view piece, std::string& out) override {
    while (!piece.empty()) {
      const std::string_view part = piece.substr(0, kMostAtOnce);
      stream_.next_in = bytes_of(part);
      stream_.avail_in = static_cast<uInt>(part.size());
      write(Z_NO_FLUSH, out);
      piece.remove_prefix(part.size());
    }
  }
  void flush(std::string& out) override { write(Z_SYNC_FLUSH, out); }
  void finish(std::string& out) override { write(Z_FINISH, out); }

 private:
  void write(int how, std::string& out) {
    append_in_rooms(out, kRoom, [&](char* output, std::size_t room) {
      stream_.next_out = reinterpret_cast<Bytef*>(output);
      stream_.avail_out = static_cast<uInt>(room);
      deflate(&stream_, how);
      return room - stream_.avail_out;
    });
  }

  z_stream stream_{};
};

class GzipDecoder final : public SteppingDecoder {
 public:
  GzipDecoder() {
    if (inflateInit2(&stream_, kGzipFormat + MAX_WBITS) != Z_OK) throw std::bad_alloc();
  }
  ~GzipDecoder() override { inflateEnd(&stream_); }
  GzipDecoder(const GzipDecoder&) = delete;
  GzipDecoder& operator=(const GzipDecoder&) = delete;

  bool finished() const override { return whole_; }

 protected:
  Step step(std::string_view input, char* output, std::size_t room) override {
    if (between_) {
      if (input.empty()) return {};
      if (input.front() != kFirstByte) return {0, 0, true};  // zlib would wait for a second byte to see that.
      inflateReset(&stream_);
      between_ = whole_ = false;
    }
    const std::string_view part = input.substr(0, kMostAtOnce);
    stream_.next_in = bytes_of(part);
    stream_.avail_in = static_cast<uInt>(part.size());
    stream_.next_out = reinterpret_cast<Bytef*>(output);
    stream_.avail_out = static_cast<uInt>(room);
    const int result = inflate(&stream_, Z_NO_FLUSH);
    if (result == Z_MEM_ERROR) throw std::bad_alloc();
    between_ = whole_ = result == Z_STREAM_END;
    // Z_BUF_ERROR only says that there was nothing to do.
    const bool well = result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR;
    return {part.size() - stream_.avail_in, room - stream_.avail_out, !well};
  }

 private:
  z_stream stream_{};
  bool between_ = true;  // no member has begun that has not ended
  bool whole_ = false;
};

}  // namespace

std::unique_ptr<Encoder> make_gzip_encoder() { return std::make_unique<GzipEncoder>(); }
std::unique_ptr<Decoder> make_gzip_decoder() { return std::make_unique<GzipDecoder>(); }

}  // namespace duet::rest
