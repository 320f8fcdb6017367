// What the door serves itself beside the plugins: health and reflection.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/call.hpp"
#include "core/failure.hpp"
#include "core/method.hpp"

namespace duet::grpc_door {

/// A service whose calls go past the pipeline, since neither a limit nor a default deadline for calls of plugins is
/// meant for them, and hold no thread. It outlives its calls.
class OwnService {
 public:
  virtual ~OwnService() = default;

  /// "grpc.health.v1.Health/Check". Null: it has no such method.
  virtual const core::Method* find(std::string_view full_name) const = 0;

  /// A call has come. It is to be answered by Call::answer(), exactly once. This and what follows: on the thread of the
  /// call's queue.
  virtual void on_begin(core::Call& /*call*/) {}
  /// A message of the request: of a method that does not take a stream, the one. False: the next message can wait until
  /// the answers that were sent have gone on their way.
  virtual bool on_message(core::Call& call, std::string_view message) = 0;
  /// The request's stream has ended.
  virtual void on_end(core::Call& /*call*/) {}
  /// Nobody waits for the answer, which is owed nevertheless unless it was given already.
  virtual void on_gone(core::Call& call, const core::Failure& failure) = 0;
};

/// The calls of a service that have no answer yet: what they are sent and how they end comes one after the other,
/// whatever thread it comes from. All functions may be called from any thread.
class OpenCalls {
 public:
  void add(core::Call& call);
  /// Sends a message. False if the client has more before it than it takes, or the call is not open.
  bool send(core::Call& call, const std::string& message);
  /// Ends the call if it is open, OK if the failure's code is.
  void end(core::Call& call, const core::Failure& failure);
  void end_all(const core::Failure& failure);

 private:
  std::mutex mutex_;
  std::unordered_map<core::Call*, core::CallRef> open_;  // guarded by mutex_
};

/// A method of such a service.
core::Method own_method(std::string_view service, std::string_view name, std::uint32_t kind);

/// Answers OK with one message.
void answer_with(core::Call& call, const std::string& message);

}  // namespace duet::grpc_door
