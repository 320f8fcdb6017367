#include "rest/content_coding.hpp"

#include <array>

#include "core/text.hpp"
#include "rest/coders.hpp"
#include "rest/http_text.hpp"
#include "rest/media.hpp"

namespace duet::rest {
namespace {

constexpr std::size_t kCodings = 4;
constexpr std::size_t kStep = 16 * 1024;

std::size_t index_of(Coding coding) { return static_cast<std::size_t>(coding); }

}  // namespace

std::string_view coding_name(Coding coding) {
  constexpr std::array<std::string_view, kCodings> kNames{"identity", "gzip", "br", "zstd"};
  return kNames[index_of(coding)];
}

std::optional<Coding> find_coding(std::string_view name) {
  for (const Coding coding : {Coding::kIdentity, Coding::kGzip, Coding::kBrotli, Coding::kZstd}) {
    if (equals_ignoring_case(name, coding_name(coding))) return coding;
  }
  if (equals_ignoring_case(name, "x-gzip")) return Coding::kGzip;  // RFC 9110 section 8.4.1.3
  return std::nullopt;
}

Coding choose_coding(std::string_view accept_encoding, std::span<const Coding> offered) {
  constexpr int kUnnamed = -1;
  std::array<int, kCodings> weights;
  weights.fill(kUnnamed);
  int others = 0;  // the weight of "*": of what is not named
  while (!accept_encoding.empty()) {
    std::string_view parameters = next_item(accept_encoding, ',');
    const std::string_view name = next_item(parameters, ';');
    const int weight = weight_of(parameters);
    if (name == "*") {
      others = weight;
    } else if (const std::optional<Coding> coding = find_coding(name)) {
      weights[index_of(*coding)] = weight;
    }
  }
  // Identity is always taken (RFC 9110 section 12.5.3), but wanted only where it is named.
  Coding best = Coding::kIdentity;
  int best_weight = 0;
  for (const Coding coding : offered) {
    const int named = weights[index_of(coding)];
    const int weight = named == kUnnamed ? others : named;
    if (weight > best_weight) {
      best = coding;
      best_weight = weight;
    }
  }
  return weights[index_of(Coding::kIdentity)] > best_weight ? Coding::kIdentity : best;
}

std::unique_ptr<Encoder> Encoder::make(Coding coding) {
  switch (coding) {
    case Coding::kBrotli:
      return make_brotli_encoder();
    case Coding::kZstd:
      return make_zstd_encoder();
    default:
      return make_gzip_encoder();
  }
}

bool encode_whole(Coding coding, std::span<const duet_slice> pieces, std::size_t size, std::string& out) {
  static thread_local std::array<std::unique_ptr<Encoder>, kCodings> encoders;
  std::unique_ptr<Encoder>& encoder = encoders[index_of(coding)];
  if (!encoder) encoder = Encoder::make(coding);
  const std::size_t start = out.size();
  encoder->begin(size);
  for (const duet_slice& piece : pieces) encoder->encode(core::view(piece), out);
  encoder->finish(out);
  if (out.size() - start < size) return true;
  out.resize(start);
  return false;
}

std::unique_ptr<Decoder> Decoder::make(Coding coding) {
  switch (coding) {
    case Coding::kBrotli:
      return make_brotli_decoder();
    case Coding::kZstd:
      return make_zstd_decoder();
    default:
      return make_gzip_decoder();
  }
}

Decoder::State SteppingDecoder::decode(std::string_view piece, std::size_t& used, std::string& out, std::size_t most) {
  used = 0;
  if (has_spare_) {
    if (out.size() >= most) return State::kFull;
    out.push_back(spare_);
    has_spare_ = false;
  }
  while (true) {
    const bool full = out.size() >= most;
    const std::size_t room = full ? 1 : std::min(most - out.size(), kStep);
    const std::size_t start = out.size();
    if (!full) out.resize(start + room);
    const Step done = step(piece.substr(used), full ? &spare_ : out.data() + start, room);
    used += done.taken;
    if (!full) out.resize(start + done.written);
    if (done.malformed) return State::kMalformed;
    if (full && done.written > 0) {
      has_spare_ = true;
      return State::kFull;
    }
    if (done.written < room && used == piece.size()) return State::kNeedMore;
    if (done.written == 0 && done.taken == 0) return State::kMalformed;
  }
}

}  // namespace duet::rest
