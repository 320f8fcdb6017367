// Who asks gRPC how a call's stream has ended.
#pragma once

#include <atomic>

namespace duet::grpc_door {

/// It can be asked once a call (GRPC_OP_RECV_CLOSE_ON_SERVER): by the batch that ends the answer, which saves a batch
/// and a turn of the queue, or alone by the queue's thread when there is no answer yet. Whoever comes first asks.
class Closing {
 public:
  /// For the batch of the answer, on any thread: where it is told, or null if the queue's thread has asked.
  int* take() { return asked_.exchange(kByAnswer, std::memory_order_acq_rel) == kByNobody ? mark() : nullptr; }

  /// For the queue's thread: where it is told, or null if the answer has asked.
  int* take_alone() {
    int expected = kByNobody;
    return asked_.compare_exchange_strong(expected, kAlone, std::memory_order_acq_rel) ? &cancelled_ : nullptr;
  }

  /// Did the answer's batch ask? Once the answer is known to be sent.
  bool with_answer() const { return with_answer_.load(std::memory_order_relaxed); }
  /// Has the client broken off? Once it was told.
  bool cancelled() const { return cancelled_ != 0; }

  void reset() {
    asked_.store(kByNobody, std::memory_order_relaxed);
    cancelled_ = 0;
    with_answer_.store(false, std::memory_order_relaxed);
  }

 private:
  enum Asked { kByNobody, kByAnswer, kAlone };

  int* mark() {
    with_answer_.store(true, std::memory_order_relaxed);
    return &cancelled_;
  }

  std::atomic<int> asked_{kByNobody};
  int cancelled_ = 0;  // gRPC's while it is asked
  std::atomic<bool> with_answer_{false};
};

}  // namespace duet::grpc_door
