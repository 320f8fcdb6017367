// What the coders of the content codings share.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "rest/content_coding.hpp"

namespace duet::rest {

std::unique_ptr<Encoder> make_gzip_encoder();
std::unique_ptr<Encoder> make_brotli_encoder();
std::unique_ptr<Encoder> make_zstd_encoder();
std::unique_ptr<Decoder> make_gzip_decoder();
std::unique_ptr<Decoder> make_brotli_decoder();
std::unique_ptr<Decoder> make_zstd_decoder();

/// Lets a library write to the end of `out` in rooms of `room` bytes for as long as it fills them.
/// `write(char*, std::size_t)` says how many bytes it has written.
template <class Write>
void append_in_rooms(std::string& out, std::size_t room, Write&& write) {
  std::size_t written = room;
  while (written == room) {
    const std::size_t start = out.size();
    out.resize(start + room);
    written = write(out.data() + start, room);
    out.resize(start + written);
  }
}

/// A decoder by the steps of its library, which the bound on its output is laid around.
class SteppingDecoder : public Decoder {
 public:
  State decode(std::string_view piece, std::size_t& used, std::string& out, std::size_t most) final;

 protected:
  struct Step {
    std::size_t taken = 0;    // bytes of the input
    std::size_t written = 0;  // bytes to the output
    bool malformed = false;
  };

  /// Decodes as much as there is input or room. Less than the room is written only if nothing is held back.
  virtual Step step(std::string_view input, char* output, std::size_t room) = 0;

 private:
  // The byte after a full output: only by it is known that there is one.
  char spare_ = 0;
  bool has_spare_ = false;
};

}  // namespace duet::rest
