// Messages as lines of JSON: application/x-ndjson (https://github.com/ndjson/ndjson-spec).
#pragma once

#include <cstdint>
#include <string>

#include "rest/stream/format.hpp"

namespace duet::rest {

/// A line is a message; empty ones are skipped, and the last need not end.
class NdjsonReader final : public MessageReader {
 public:
  /// `limit`: bytes of one message; above it 413.
  explicit NdjsonReader(std::uint64_t limit) : limit_(limit) {}

  bool read(std::string_view content, std::vector<std::string>& messages, core::Failure& failure) override;
  bool finish(std::vector<std::string>& messages, core::Failure& failure) override;
  std::size_t held() const override { return line_.size(); }

 private:
  bool add(std::string_view part, core::Failure& failure);
  void end_line(std::vector<std::string>& messages);

  const std::uint64_t limit_;
  std::string line_;  // what there is of one that has not ended
};

/// A message is a line. An error after the first one is the last line: {"error": problem}, of RFC 9457. There are no
/// heartbeats, because not every reader skips an empty line; only a client that has ended its side is asked with one
/// whether it is still there.
class NdjsonWriter final : public MessageWriter {
 public:
  std::string_view media_type() const override { return "application/x-ndjson"; }
  bool tells_trailers() const override { return false; }
  void message(std::string& out, std::span<const duet_slice> message, bool compress) override;
  void end(std::string& out, const core::Call& call, const duet_reply& reply) override;
  bool heartbeat(std::string& out, bool asking) override;
};

/// A message of more than `limit` bytes.
core::Failure message_too_large(std::uint64_t limit);

/// {"error": ...}: what goes wrong in the middle of a stream, as a problem of RFC 9457.
std::string error_object(const core::Call& call, const duet_reply& reply);

}  // namespace duet::rest
