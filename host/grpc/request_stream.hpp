// The messages of a request as gRPC brings them, one for each that is asked for.
#pragma once

#include <grpc/byte_buffer.h>
#include <grpc/grpc.h>

#include <mutex>

#include "core/call.hpp"

namespace duet::grpc_door {

/// Belongs to the call in the host's terms rather than to the one on the wire: a backend may make room for more
/// messages when the other one is long over.
class RequestStream {
 public:
  /// Of `call`, which keeps it until it ends. `tag` comes back with each message that was asked for.
  static RequestStream* make(core::Call& call, grpc_call* wire_call, void* tag);
  ~RequestStream();

  /// Asks for a message unless one is asked for or close() has come. Any thread.
  void ask();

  /// The tag has come back: the message, to be destroyed by the caller, or null when there is none. The queue's thread.
  grpc_byte_buffer* take();

  /// From now on nothing is asked for. False if a message is still asked for: try again after its tag. The queue's
  /// thread.
  [[nodiscard]] bool close();

 private:
  RequestStream(grpc_call* wire_call, void* tag) : wire_call_(wire_call), tag_(tag) {}

  grpc_call* const wire_call_;
  void* const tag_;
  std::mutex mutex_;
  // Guarded by mutex_.
  grpc_byte_buffer* message_ = nullptr;  // gRPC's while it is asked for
  bool asked_ = false;
  bool closed_ = false;
};

}  // namespace duet::grpc_door
