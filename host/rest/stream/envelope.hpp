// Messages in envelopes: a byte of flags and four of length before each one, as gRPC-Web (grpc's PROTOCOL-HTTP2.md,
// "Length-Prefixed-Message") and Connect (connectrpc.com/docs/protocol, "Streaming RPCs") have them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rest/content_coding.hpp"
#include "rest/stream/format.hpp"

namespace duet::rest {

/// What holds for the envelopes of one request.
struct EnvelopeRules {
  std::uint64_t limit = 0;            // bytes of a message, compressed or expanded; beyond it RESOURCE_EXHAUSTED
  Coding coding = Coding::kIdentity;  // of the messages that are flagged as compressed
  duet_code malformed = 0;            // the code for what is no envelope
  bool single = false;                // one message is all that the method takes; beyond it UNIMPLEMENTED
};

/// Reads envelopes, cut anywhere. Flags other than that for compression are none that a client may send. A few bytes
/// may expand to many messages: of a stream it gives no more at once than a piece of content would hold, or one
/// message.
class EnvelopeReader final : public MessageReader {
 public:
  explicit EnvelopeReader(const EnvelopeRules& rules) : rules_(rules) {}

  bool read(std::string_view content, std::vector<std::string>& messages, core::Failure& failure) override;
  bool has_more() const override { return !held_back_.empty(); }
  bool finish(std::vector<std::string>& messages, core::Failure& failure) override;
  std::size_t held() const override { return message_.size() + held_back_.size(); }
  std::uint64_t most_content(std::uint64_t message) const override { return message + kHead; }

 private:
  static constexpr std::size_t kHead = 5;

  bool read_some(std::string_view& content, std::vector<std::string>& messages, core::Failure& failure);
  bool begin_message(core::Failure& failure);
  bool end_message(std::vector<std::string>& messages, core::Failure& failure);
  bool expand(std::string& message, core::Failure& failure) const;
  bool malformed(core::Failure& failure, std::string_view what) const;

  const EnvelopeRules rules_;
  std::array<char, kHead> head_{};
  std::size_t head_size_ = 0;  // of it, received
  std::uint64_t left_ = 0;     // of the message, once its head is there
  std::string message_;
  bool any_ = false;       // a message has been read
  std::string held_back_;  // content
};

/// Writes envelopes, and compresses what is in them.
class EnvelopeWriter {
 public:
  /// Messages below `min_bytes` go as they are.
  EnvelopeWriter(Coding coding, std::size_t min_bytes) : coding_(coding), min_bytes_(min_bytes) {}

  /// Appends a message; compressed if `compress` and if it becomes smaller by it.
  void message(std::string& out, std::span<const duet_slice> message, bool compress) const;

  /// Appends an envelope around `content`. @pre it is shorter than 4 GiB.
  static void wrap(std::string& out, std::uint8_t flags, std::string_view content);

 private:
  const Coding coding_;
  const std::size_t min_bytes_;
};

}  // namespace duet::rest
