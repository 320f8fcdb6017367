// The testee's side of protobuf's conformance suite (conformance/conformance.proto): requests come on the standard
// input, answers go to the standard output, each behind its length.
#pragma once

#include <conformance/conformance.duet.hpp>
#include <duet/codec/protobuf.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>

namespace testee {

// Four bytes, the least significant first.
inline bool read_piece(std::string& piece) {
  std::array<unsigned char, 4> size{};
  if (std::fread(size.data(), 1, size.size(), stdin) != size.size()) return false;
  piece.resize(size[0] | std::size_t{size[1]} << 8 | std::size_t{size[2]} << 16 | std::size_t{size[3]} << 24);
  return std::fread(piece.data(), 1, piece.size(), stdin) == piece.size();
}

inline bool write_piece(const std::string& piece) {
  std::array<unsigned char, 4> size{};
  for (std::size_t i = 0; i < size.size(); ++i) size[i] = static_cast<unsigned char>(piece.size() >> 8 * i);
  return std::fwrite(size.data(), 1, size.size(), stdout) == size.size() &&
         std::fwrite(piece.data(), 1, piece.size(), stdout) == piece.size() && std::fflush(stdout) == 0;
}

// Answers until the input ends. `answer` is `conformance::ConformanceResponse (const
// conformance::ConformanceRequest&)`. Returns what main() does.
template <class Answer>
int serve(Answer&& answer) {
  std::string bytes;
  while (read_piece(bytes)) {
    conformance::ConformanceRequest request;
    duet::DecodeError error;
    if (!duet::decode_protobuf(bytes, request, error)) {
      std::fprintf(stderr, "testee: a request cannot be read: %s\n", error.message().c_str());
      return 1;
    }
    bytes.clear();
    if (!duet::encode_protobuf(answer(request), bytes) || !write_piece(bytes)) return 1;
  }
  return 0;
}

}  // namespace testee
