// One completion queue of gRPC with its thread and the calls that it carries.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "core/call.hpp"
#include "core/catalog_slot.hpp"
#include "grpc/generic_call.hpp"

namespace grpc {
class ServerCompletionQueue;
}

namespace duet::grpc_door {

/// Keeps a stock of calls waiting for clients, and sees those that came to their end. The thread ends by itself once
/// the server has been shut down and every call is over; join() waits for that.
class CallQueue final : public core::ReplySink {
 public:
  CallQueue(core::Dispatcher& dispatcher, std::unique_ptr<grpc::ServerCompletionQueue> queue, const Serving& serving);
  /// @pre not started, or joined
  ~CallQueue() override;
  CallQueue(const CallQueue&) = delete;
  CallQueue& operator=(const CallQueue&) = delete;

  /// Begins to serve. `server` outlives the thread. `name` is the thread's.
  void start(grpc_server* server, const std::string& name);
  void join();

  /// How many calls are being served. Any thread.
  std::size_t open_calls() const { return open_calls_.load(std::memory_order_relaxed); }

  void answer(core::Call& call, const duet_reply& reply) noexcept override;
  bool send(core::Call& call, const duet_reply* head, std::span<const duet_slice> piece) noexcept override;
  void wants_body(core::Call& call) noexcept override;

 private:
  // How many calls wait for clients at a time. gRPC holds back what comes faster than they are renewed.
  static constexpr std::size_t kWaiting = 64;
  // How many ended calls are kept for reuse beyond those.
  static constexpr std::size_t kKept = 1024;

  void run();
  void wait_for_client();
  void keep(std::unique_ptr<GenericCall> call);
  void add_open(GenericCall& call);
  void remove_open(GenericCall& call);

  const std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  core::CatalogReader catalog_;
  QueueContext context_;

  // The thread's own.
  std::size_t in_use_ = 0;  // calls that a tag is outstanding for
  std::vector<std::unique_ptr<GenericCall>> free_;
  std::vector<GenericCall*> open_;  // those that have a client

  std::atomic<std::size_t> open_calls_{0};

  std::thread thread_;
};

}  // namespace duet::grpc_door
