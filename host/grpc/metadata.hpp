// Which metadata belongs to calls and which to the transport (gRPC over HTTP/2, PROTOCOL-HTTP2.md).
//
// The rule, the same as REST's:
// - What a client sends is metadata in the order received, repeats kept; of a key that ends in "-bin" the values are
//   bytes, which gRPC has in base64 on the wire. An answer's metadata and trailers go back in the same way.
// - Never across, in either direction: what belongs to one connection or frames a message (HTTP/2's ":...", Connection,
//   Host, TE, Trailer, Transfer-Encoding, Upgrade, Keep-Alive, Proxy-..., Content-Type, -Length and -Encoding: RFC 9113
//   section 8.2.2), and the names of protocols, which begin with "grpc-" and "connect-".
// - traceparent, user-agent, cookies and all others do cross. x-request-id is the call's name; the door writes it.
#pragma once

#include <grpc/grpc.h>

#include <array>
#include <cstddef>
#include <memory_resource>
#include <string_view>
#include <vector>

#include "core/call.hpp"
#include "core/text.hpp"

namespace duet::grpc_door {

/// The text of a slice. Valid as long as the slice, which may hold its bytes itself, stays where it is.
inline std::string_view view(const grpc_slice& slice) {
  return {reinterpret_cast<const char*>(GRPC_SLICE_START_PTR(slice)), GRPC_SLICE_LENGTH(slice)};
}
using core::view;

/// Is it one that does not cross: ":path", "te", "content-type", "grpc-timeout"? `key` is in lower case.
bool is_transport_key(std::string_view key);

/// Copies what a client sent, but for the transport's own, into the call's arena, in the order received.
void copy_metadata(const grpc_metadata_array& received, core::Call& call);

/// Metadata to send, in the form that gRPC takes. Owns what it holds. Lives on the stack of the thread that sends.
class OutgoingMetadata {
 public:
  OutgoingMetadata() = default;
  OutgoingMetadata(const OutgoingMetadata&) = delete;
  OutgoingMetadata& operator=(const OutgoingMetadata&) = delete;
  ~OutgoingMetadata();

  void reserve(std::size_t count) { entries_.reserve(count); }

  /// Adds a pair. False, with nothing added, if HTTP/2 cannot carry it: an upper-case letter or a space in the key, a
  /// control character in the value.
  bool add(std::string_view key, std::string_view value);

  /// Adds the pairs of a backend's answer, with keys in lower case. What cannot be sent or is the transport's own is
  /// left out, and the log says so; a request id is the door's to send.
  void add_all(const duet_kv* pairs, std::size_t count, const core::Call& call);

  grpc_metadata* data() { return entries_.data(); }
  std::size_t size() const { return entries_.size(); }

 private:
  static constexpr std::size_t kInline = 4;
  std::array<std::byte, kInline * sizeof(grpc_metadata)> buffer_;
  std::pmr::monotonic_buffer_resource memory_{buffer_.data(), buffer_.size()};
  std::pmr::vector<grpc_metadata> entries_{&memory_};
};

}  // namespace duet::grpc_door
