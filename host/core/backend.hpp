// The seam: whatever can carry a call out. A loaded plugin is one; a worker process or a remote server can be another.
#pragma once

#include <cstdint>
#include <string_view>

namespace duet::core {

class Call;

/// Carries calls out. Owned by the catalogs that mount it, so it outlives every call that it was given.
///
/// For one call the functions never overlap; for different calls they run at the same time, on door threads and on the
/// executor's. After invoke() the backend owes exactly one Call::finish(), from any thread, also after cancel().
class Backend {
 public:
  virtual ~Backend() = default;

  /// Begins the call `call.request`. May finish it before it returns.
  virtual void invoke(Call& call) = 0;

  /// Nobody waits for the answer any more. At most once a call, never after finish().
  virtual void cancel(Call& call) = 0;

  /// The backend asked for it with Call::resume().
  virtual void resume(Call& call, std::uint64_t tag) = 0;

  /// A piece of the request's body that the backend asked for with Dispatcher::receive(). The body ends with it or not.
  virtual void receive(Call& /*call*/, std::string_view /*piece*/, bool /*end*/) {}

  /// After Dispatcher::send() has said kWait: there is room again.
  virtual void sendable(Call& /*call*/) {}
};

}  // namespace duet::core
