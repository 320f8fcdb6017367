// Messages as server-sent events: text/event-stream (https://html.spec.whatwg.org/multipage/server-sent-events.html).
#pragma once

#include <cstdint>
#include <string>

#include "rest/stream/format.hpp"

namespace duet::rest {

/// A message is an event of the type "message", its number from 1 as id and its JSON as data. The last event has the
/// type "end", with {} or {"trailers": {"name": ["value"]}} as data, or "error" with a problem of RFC 9457; a stream
/// that ends without either has broken off. Heartbeats are comments.
///
/// A client that connects again sends the last id that it has seen as Last-Event-ID, which handlers find in their
/// metadata as "last-event-id"; going on from there is theirs to do.
class EventsWriter final : public MessageWriter {
 public:
  std::string_view media_type() const override { return "text/event-stream"; }
  bool is_live() const override { return true; }
  void message(std::string& out, std::span<const duet_slice> message, bool compress) override;
  void end(std::string& out, const core::Call& call, const duet_reply& reply) override;
  bool heartbeat(std::string& out, bool asking) override;

 private:
  std::uint64_t id_ = 0;
};

}  // namespace duet::rest
