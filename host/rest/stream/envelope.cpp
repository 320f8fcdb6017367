#include "rest/stream/envelope.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/code_map.hpp"
#include "core/text.hpp"
#include "rest/stream/ndjson.hpp"

namespace duet::rest {
namespace {

constexpr std::uint8_t kCompressed = 1;
constexpr std::size_t kAtOnce = 64 * 1024;  // of messages

void append_head(std::string& out, std::uint8_t flags, std::size_t size) {
  out.push_back(static_cast<char>(flags));
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(size >> shift & 0xff));
}

}  // namespace

bool EnvelopeReader::read(std::string_view content, std::vector<std::string>& messages, core::Failure& failure) {
  const std::string before = std::exchange(held_back_, {});
  std::string_view rest = before;
  if (!read_some(rest, messages, failure)) return false;
  held_back_.assign(rest);
  if (has_more()) {
    held_back_.append(content);
    return true;
  }
  if (!read_some(content, messages, failure)) return false;
  held_back_.assign(content);
  return true;
}

bool EnvelopeReader::read_some(std::string_view& content, std::vector<std::string>& messages, core::Failure& failure) {
  std::size_t size = 0;
  for (const std::string& message : messages) size += message.size();
  while (!content.empty() && (rules_.single || size < kAtOnce)) {
    if (head_size_ < kHead) {
      const std::size_t taken = std::min(kHead - head_size_, content.size());
      std::copy_n(content.begin(), taken, head_.begin() + static_cast<std::ptrdiff_t>(head_size_));
      head_size_ += taken;
      content.remove_prefix(taken);
      if (head_size_ < kHead) return true;
      if (!begin_message(failure)) return false;
    }
    const std::string_view piece = content.substr(0, left_);
    message_.append(piece);
    left_ -= piece.size();
    content.remove_prefix(piece.size());
    if (left_ > 0) return true;
    if (!end_message(messages, failure)) return false;
    size += messages.back().size();
  }
  return true;
}

bool EnvelopeReader::finish(std::vector<std::string>& messages, core::Failure& failure) {
  while (has_more()) {
    std::vector<std::string> rest;
    if (!read({}, rest, failure)) return false;
    std::move(rest.begin(), rest.end(), std::back_inserter(messages));
  }
  return head_size_ == 0 || malformed(failure, "the request ends in the middle of a message");
}

bool EnvelopeReader::begin_message(core::Failure& failure) {
  const auto flags = static_cast<std::uint8_t>(head_[0]);
  left_ = 0;
  for (std::size_t i = 1; i < kHead; ++i) left_ = left_ << 8 | static_cast<std::uint8_t>(head_[i]);
  if (flags > kCompressed) {
    return malformed(failure, "the request has an envelope with flags that are no client's: " + std::to_string(flags));
  }
  if (flags == kCompressed && rules_.coding == Coding::kIdentity) {
    // INTERNAL in both protocols: gRPC's PROTOCOL-HTTP2.md says so, and Connect's conformance suite.
    failure = {core::kInternal, "a message is flagged as compressed, and the request does not say how", 0};
    return false;
  }
  if (std::exchange(any_, true) && rules_.single) {
    failure = {core::kUnimplemented, "the request has more than one message; the method takes exactly one", 0};
    return false;
  }
  if (left_ > rules_.limit) {
    failure = message_too_large(rules_.limit);
    return false;
  }
  return true;
}

bool EnvelopeReader::end_message(std::vector<std::string>& messages, core::Failure& failure) {
  std::string message = std::exchange(message_, {});
  head_size_ = 0;
  if (head_[0] == kCompressed && !message.empty() && !expand(message, failure)) return false;
  messages.push_back(std::move(message));
  return true;
}

bool EnvelopeReader::expand(std::string& message, core::Failure& failure) const {
  const std::unique_ptr<Decoder> decoder = Decoder::make(rules_.coding);
  std::string expanded;
  std::size_t used = 0;
  switch (decoder->decode(message, used, expanded, rules_.limit)) {
    case Decoder::State::kFull:
      failure = message_too_large(rules_.limit);
      return false;
    case Decoder::State::kNeedMore:
      if (decoder->finished()) break;
      [[fallthrough]];
    default:
      return malformed(failure, "a message is not compressed with " + std::string(coding_name(rules_.coding)) +
                                    ", as the request says");
  }
  message = std::move(expanded);
  return true;
}

bool EnvelopeReader::malformed(core::Failure& failure, std::string_view what) const {
  failure = {rules_.malformed, std::string(what), 0};
  return false;
}

void EnvelopeWriter::message(std::string& out, std::span<const duet_slice> message, bool compress) const {
  std::size_t size = 0;
  for (const duet_slice& piece : message) size += piece.size;
  if (compress && coding_ != Coding::kIdentity && size > 0 && size >= min_bytes_) {
    std::string coded;
    if (encode_whole(coding_, message, size, coded)) {
      wrap(out, kCompressed, coded);
      return;
    }
  }
  append_head(out, 0, size);
  for (const duet_slice& piece : message) out.append(core::view(piece));
}

void EnvelopeWriter::wrap(std::string& out, std::uint8_t flags, std::string_view content) {
  append_head(out, flags, content.size());
  out.append(content);
}

}  // namespace duet::rest
