// The streams of a service that are open now: how many there may be, and how they are ended.
#pragma once

#include <grpcpp/server_context.h>

#include <cstddef>
#include <mutex>
#include <unordered_set>

namespace duet::grpc_door {

/// Each open stream of health and reflection holds a thread, so there is a bound. All functions may be called from any
/// thread.
class OpenStreams {
 public:
  static constexpr std::size_t kMost = 256;

  /// Counts a stream for as long as it lives.
  class Place {
   public:
    Place(OpenStreams& streams, ::grpc::ServerContext& context) : streams_(streams), context_(context) {
      const std::lock_guard lock(streams_.mutex_);
      if (streams_.open_.size() < kMost) has_place_ = streams_.open_.insert(&context_).second;
    }
    ~Place() {
      if (!has_place_) return;
      const std::lock_guard lock(streams_.mutex_);
      streams_.open_.erase(&context_);
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    explicit operator bool() const { return has_place_; }

   private:
    OpenStreams& streams_;
    ::grpc::ServerContext& context_;
    bool has_place_ = false;
  };

  /// Cancels every open stream: reads and writes in them end.
  void cancel_all() {
    const std::lock_guard lock(mutex_);
    for (::grpc::ServerContext* context : open_) context->TryCancel();
  }

  static ::grpc::Status none_left() {
    return {::grpc::StatusCode::RESOURCE_EXHAUSTED, "too many of these streams are open; try again later"};
  }
  static ::grpc::Status end_of_drain() { return {::grpc::StatusCode::UNAVAILABLE, "the host is shutting down"}; }

 private:
  std::mutex mutex_;
  std::unordered_set<::grpc::ServerContext*> open_;  // guarded by mutex_
};

}  // namespace duet::grpc_door
