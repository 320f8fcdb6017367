// Connect's streams: application/connect+json and application/connect+proto (connectrpc.com/docs/protocol).
#pragma once

#include <string>
#include <string_view>

#include "rest/stream/envelope.hpp"
#include "rest/stream/format.hpp"

namespace duet::rest {

/// Messages in envelopes, and at the end one with flag 2: JSON with the error, if there is one, and the trailers.
class ConnectWriter final : public MessageWriter {
 public:
  /// `media_type` has static storage.
  ConnectWriter(std::string_view media_type, EnvelopeWriter envelopes)
      : media_type_(media_type), envelopes_(envelopes) {}

  std::string_view media_type() const override { return media_type_; }
  bool tells_errors() const override { return true; }
  void message(std::string& out, std::span<const duet_slice> message, bool compress) override;
  void end(std::string& out, const core::Call& call, const duet_reply& reply) override;

 private:
  const std::string_view media_type_;
  const EnvelopeWriter envelopes_;
};

}  // namespace duet::rest
