// Where calls live: recycled memory, and handles that can be checked.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>

#include "core/call.hpp"

namespace duet::core {

/// Keeps Call objects for reuse. A handle is slot and generation: a stale one leads to a slot whose generation has
/// moved on and is refused, because the memory of a slot is never given back while the pool lives. All functions may be
/// called from any thread.
class CallPool {
 public:
  CallPool() = default;
  /// All calls must have come back.
  ~CallPool();
  CallPool(const CallPool&) = delete;
  CallPool& operator=(const CallPool&) = delete;

  /// A call with one share, or an empty reference when kMaxCalls are in use.
  CallRef take();

  /// A share of the call that `handle` names, or an empty reference if the handle is stale or made up.
  CallRef find(duet_call handle);

  static constexpr std::uint32_t kMaxCalls = 1u << 20;

 private:
  friend class Call;
  static constexpr std::uint32_t kChunkCalls = 32;
  using Chunk = std::array<Call, kChunkCalls>;

  Call* at(std::uint32_t slot) const;
  void give_back(Call& call);
  bool grow();
  void push_free(Call& call);

  std::array<std::atomic<Chunk*>, kMaxCalls / kChunkCalls> chunks_{};
  std::atomic<std::uint32_t> chunk_count_{0};
  // The free list: slot + 1 in the low half (0 = empty), a counter against ABA in the high half.
  alignas(64) std::atomic<std::uint64_t> free_{0};
  std::mutex growing_;
};

}  // namespace duet::core
