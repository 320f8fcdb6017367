// gRPC-Web (grpc's PROTOCOL-WEB.md): application/grpc-web, and application/grpc-web-text in base64.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "rest/stream/envelope.hpp"
#include "rest/stream/format.hpp"

namespace duet::rest {

/// Reads envelopes in base64, cut anywhere. Each four characters may end with padding, as where a client has encoded
/// its messages one by one; at the end it may be missing.
class GrpcWebTextReader final : public MessageReader {
 public:
  explicit GrpcWebTextReader(const EnvelopeRules& rules) : malformed_(rules.malformed), envelopes_(rules) {}

  bool read(std::string_view content, std::vector<std::string>& messages, core::Failure& failure) override;
  bool has_more() const override { return envelopes_.has_more(); }
  bool finish(std::vector<std::string>& messages, core::Failure& failure) override;
  std::size_t held() const override { return envelopes_.held(); }
  std::uint64_t most_content(std::uint64_t message) const override;

 private:
  bool decode(std::string& out);

  const duet_code malformed_;
  EnvelopeReader envelopes_;
  std::array<char, 4> group_{};
  std::size_t group_size_ = 0;
};

/// Messages in envelopes, and at the end one with flag 0x80: lines of status and trailers.
class GrpcWebWriter final : public MessageWriter {
 public:
  /// `media_type` has static storage. `text`: everything in base64, padded where something ends.
  GrpcWebWriter(std::string_view media_type, bool text, EnvelopeWriter envelopes)
      : media_type_(media_type), text_(text), envelopes_(envelopes) {}

  std::string_view media_type() const override { return media_type_; }
  bool tells_errors() const override { return true; }
  void message(std::string& out, std::span<const duet_slice> message, bool compress) override;
  void end(std::string& out, const core::Call& call, const duet_reply& reply) override;

 private:
  const std::string_view media_type_;
  const bool text_;
  const EnvelopeWriter envelopes_;
};

}  // namespace duet::rest
