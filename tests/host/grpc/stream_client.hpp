// A client's stream of messages, one operation after the other.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/generic/generic_stub.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "host/grpc/harness.hpp"

namespace duet::test {

/// One call of any kind. Belongs to one thread, but for cancel(). Reads and writes wait.
class StreamClient {
 public:
  StreamClient(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
               const std::function<void(grpc::ClientContext&)>& prepare = {});
  /// Cancels what has not been finished.
  ~StreamClient();
  StreamClient(const StreamClient&) = delete;
  StreamClient& operator=(const StreamClient&) = delete;

  /// False: the call is over.
  bool write(const std::string& message, grpc::WriteOptions options = {});
  bool end();
  /// Waits for the initial metadata. Before any read().
  void wait_for_head();
  /// Waits for the next message. Nothing: the call is over.
  std::optional<std::string> read();
  /// All messages that come until the call is over.
  std::vector<std::string> read_all();
  /// How the call ended. Once.
  Outcome finish();
  void cancel() { context_.TryCancel(); }

 private:
  bool wait();

  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
  bool finished_ = false;
};

}  // namespace duet::test
