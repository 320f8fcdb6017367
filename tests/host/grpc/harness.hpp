// A gRPC door with a real dispatcher and catalog behind it, a backend whose methods are functions of the test, and a
// client that calls it over loopback.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/byte_buffer.h>

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/backend.hpp"
#include "core/dispatcher.hpp"
#include "core/offer.hpp"
#include "grpc/server.hpp"

namespace duet::test {

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// A backend made of functions. Methods are numbered in the order they are added.
class FunctionBackend final : public core::Backend {
 public:
  using Function = std::function<void(core::Call&)>;
  struct Handler {
    Function invoke;
    Function cancel{};
    std::function<void(core::Call&, std::string_view, bool)> receive{};
    Function sendable{};
  };

  std::uint32_t add(Handler handler);
  void invoke(core::Call& call) override { handlers_.at(call.request.method).invoke(call); }
  void cancel(core::Call& call) override;
  void resume(core::Call&, std::uint64_t) override {}
  void receive(core::Call& call, std::string_view piece, bool end) override;
  void sendable(core::Call& call) override { handlers_.at(call.request.method).sendable(call); }

 private:
  std::vector<Handler> handlers_;
};

/// What a backend answers; finish() sends it. Filled in any order.
struct Answer {
  duet_code code = 0;
  std::string message;
  std::string details;
  Pairs metadata;
  Pairs trailers;
  std::vector<std::string> body;

  bool finish(core::Dispatcher& dispatcher, duet_call handle) const;
};

/// Sends one message of a stream of answers.
core::Dispatcher::Sent send(core::Dispatcher& dispatcher, duet_call handle, const std::string& message,
                            std::uint32_t flags = 0);

/// The body of a request as one text, and its metadata as pairs.
std::string body_of(const core::Call& call);
Pairs metadata_of(const core::Call& call);

/// A value that a backend and the test share. That one comes before the other is clear from the call between them; the
/// mutex says so where it can be checked.
template <class T>
class Shared {
 public:
  void set(T value) {
    const std::lock_guard lock(mutex_);
    value_ = std::move(value);
  }
  T get() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }

 private:
  mutable std::mutex mutex_;
  T value_{};
};

/// What a client saw of a call.
struct Outcome {
  grpc::Status status;
  std::string body;
  std::multimap<std::string, std::string> metadata;
  std::multimap<std::string, std::string> trailers;
};

/// One call by a client. wait() may be called once.
class ClientCall {
 public:
  ClientCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& path, const std::string& body,
             const std::function<void(grpc::ClientContext&)>& prepare);
  Outcome wait();
  void cancel() { context_.TryCancel(); }

 private:
  grpc::ClientContext context_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
  std::promise<grpc::Status> done_;
};

grpc::ByteBuffer to_buffer(const std::string& bytes);
std::string to_text(const grpc::ByteBuffer& buffer);

/// Methods are added first, then start() publishes them as one plugin and serves.
class DoorUnderTest {
 public:
  explicit DoorUnderTest(grpc_door::GrpcOptions options = {}, core::DispatcherOptions dispatcher_options = quiet());
  ~DoorUnderTest();

  /// "test.v1.Greeter/NAME", run inline. The result may be changed until start().
  core::MethodOffer& add(const std::string& name, FunctionBackend::Function invoke,
                         FunctionBackend::Function cancel = {});
  core::MethodOffer& add_stream(const std::string& name, std::uint32_t kind, FunctionBackend::Handler handler);
  /// What add() fills; for tests that mount more than that.
  core::Offer& offer() { return offer_; }
  void start();
  /// Publishes another catalog and tells the door.
  void publish(const std::vector<core::Offer>& offers);

  core::Dispatcher& dispatcher() { return dispatcher_; }
  grpc_door::Server& server() { return server_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  std::uint16_t port() const { return port_; }

  /// Begins a call of a method of test.v1.Greeter, or of a whole path if it begins with "/".
  std::unique_ptr<ClientCall> begin(const std::string& method, const std::string& body = {},
                                    const std::function<void(grpc::ClientContext&)>& prepare = {});
  Outcome call(const std::string& method, const std::string& body = {},
               const std::function<void(grpc::ClientContext&)>& prepare = {});

  /// Drops the client's connection, and waits until every call that was begun has ended.
  void settle();

 private:
  static core::DispatcherOptions quiet();

  core::Dispatcher dispatcher_;
  std::shared_ptr<FunctionBackend> backend_ = std::make_shared<FunctionBackend>();
  core::Offer offer_;
  grpc_door::Server server_;
  std::uint16_t port_ = 0;
  std::shared_ptr<grpc::Channel> channel_;
};

/// A channel of its own connection.
std::shared_ptr<grpc::Channel> connect(std::uint16_t port);

}  // namespace duet::test
