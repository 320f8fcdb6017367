#include "core/call_pool.hpp"

#include "core/dispatcher.hpp"

namespace duet::core {

CallPool::~CallPool() {
  for (auto& chunk : chunks_) delete chunk.load(std::memory_order_relaxed);
}

Call* CallPool::at(std::uint32_t slot) const {
  if (slot >= kMaxCalls) return nullptr;
  Chunk* chunk = chunks_[slot / kChunkCalls].load(std::memory_order_acquire);
  return chunk != nullptr ? &(*chunk)[slot % kChunkCalls] : nullptr;
}

CallRef CallPool::take() {
  std::uint64_t head = free_.load(std::memory_order_acquire);
  for (;;) {
    const auto top = static_cast<std::uint32_t>(head);
    if (top == 0) {
      if (!grow()) return {};
      head = free_.load(std::memory_order_acquire);
      continue;
    }
    Call* call = at(top - 1);
    // Another thread may take and return this slot meanwhile: `next` is then stale, and the counter makes the exchange
    // fail.
    const std::uint64_t next = call->next_free_.load(std::memory_order_relaxed);
    const std::uint64_t desired = ((head >> 32) + 1) << 32 | next;
    if (free_.compare_exchange_weak(head, desired, std::memory_order_acq_rel, std::memory_order_acquire)) {
      call->shares_.store(1, std::memory_order_relaxed);
      return CallRef(call);
    }
  }
}

CallRef CallPool::find(duet_call handle) {
  Call* call = at(static_cast<std::uint32_t>(handle) - 1);
  if (handle == 0 || call == nullptr || !call->acquire_if_live()) return {};
  CallRef share(call);
  if (call->live_handle_.load(std::memory_order_acquire) != handle) return {};
  return share;
}

void CallPool::push_free(Call& call) {
  std::uint64_t head = free_.load(std::memory_order_relaxed);
  for (;;) {
    call.next_free_.store(static_cast<std::uint32_t>(head), std::memory_order_relaxed);
    const std::uint64_t desired = ((head >> 32) + 1) << 32 | (call.slot_ + 1);
    if (free_.compare_exchange_weak(head, desired, std::memory_order_acq_rel, std::memory_order_relaxed)) return;
  }
}

void CallPool::give_back(Call& call) {
  call.reset();
  push_free(call);
}

bool CallPool::grow() {
  std::lock_guard lock(growing_);
  if (static_cast<std::uint32_t>(free_.load(std::memory_order_acquire)) != 0) return true;  // Somebody else was faster.
  const std::uint32_t index = chunk_count_.load(std::memory_order_relaxed);
  if (index == chunks_.size()) return false;
  auto* chunk = new Chunk;
  for (std::uint32_t i = 0; i < kChunkCalls; ++i) {
    (*chunk)[i].slot_ = index * kChunkCalls + i;
    (*chunk)[i].pool_ = this;
    (*chunk)[i].resume_timer_.subject = &(*chunk)[i];
    (*chunk)[i].resume_timer_.fire = &Dispatcher::fire_resume;
    (*chunk)[i].deadline_timer.subject = &(*chunk)[i];
  }
  chunks_[index].store(chunk, std::memory_order_release);
  chunk_count_.store(index + 1, std::memory_order_relaxed);
  for (std::uint32_t i = kChunkCalls; i-- > 0;) push_free((*chunk)[i]);
  return true;
}

}  // namespace duet::core
