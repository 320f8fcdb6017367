#include "rest/stream/connect.hpp"

#include <cstdint>

#include "core/code_map.hpp"
#include "rest/rpc/connect_error.hpp"
#include "rest/stream/trailers.hpp"

namespace duet::rest {
namespace {

constexpr std::uint8_t kEndOfStream = 2;

}  // namespace

void ConnectWriter::message(std::string& out, std::span<const duet_slice> message, bool compress) {
  envelopes_.message(out, message, compress);
}

void ConnectWriter::end(std::string& out, const core::Call& /*call*/, const duet_reply& reply) {
  std::string content = "{";
  if (reply.code != core::kOk) {
    content.append("\"error\":");
    append_connect_error(content, reply);
  }
  std::string metadata;
  if (append_trailers_member(metadata, "metadata", {reply.trailers, reply.n_trailers})) {
    if (content.size() > 1) content.push_back(',');
    content.append(metadata);
  }
  content.push_back('}');
  EnvelopeWriter::wrap(out, kEndOfStream, content);
}

}  // namespace duet::rest
