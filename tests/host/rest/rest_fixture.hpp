// A dispatcher with a catalog of methods whose handlers the tests write themselves.
#pragma once

#include <duet/abi/description.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/catalog.hpp"
#include "core/dispatcher.hpp"

namespace rest_test {

/// Carries calls to functions, one for each method.
class FunctionBackend final : public duet::core::Backend {
 public:
  using Handler = std::function<void(duet::core::Call&)>;

  std::vector<Handler> handlers;
  Handler on_cancel = [](duet::core::Call&) {};
  std::function<void(duet::core::Call&, std::string_view piece, bool end)> on_receive;
  Handler on_sendable;

  void invoke(duet::core::Call& call) override { handlers.at(call.request.method)(call); }
  void cancel(duet::core::Call& call) override { on_cancel(call); }
  void resume(duet::core::Call&, std::uint64_t) override {}
  void receive(duet::core::Call& call, std::string_view piece, bool end) override { on_receive(call, piece, end); }
  void sendable(duet::core::Call& call) override { on_sendable(call); }
};

struct Mounted {
  std::string http_method;
  std::string path;
  std::string body;
  FunctionBackend::Handler handler;
  duet::core::Execution execution = duet::core::Execution::kInline;
  std::uint32_t encodings = DUET_JSON | DUET_PROTOBUF;
  std::uint32_t kind = DUET_UNARY;
  std::uint32_t flags = 0;
};

/// Lives longer than what serves its catalog.
class Fixture {
 public:
  explicit Fixture(const std::vector<Mounted>& mounted, std::size_t executor_threads = 2);
  /// Waits for the calls that are still in progress.
  ~Fixture();

  duet::core::Dispatcher dispatcher;
  const std::shared_ptr<FunctionBackend> backend = std::make_shared<FunctionBackend>();
};

/// Finishes the call that `handle` names with OK and `body`.
void finish(duet::core::Dispatcher& dispatcher, duet_call handle, std::string_view body);

/// What a handler was given, as one line of text: method, path, query, body.
std::string described(const duet::core::Call& call);

std::string_view view(const duet_str& text);

/// `text` without its Date fields, and with the request ids that the server made replaced by "*".
std::string normalized(std::string text);

}  // namespace rest_test
