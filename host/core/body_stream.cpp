#include "core/body_stream.hpp"

#include <utility>

namespace duet::core {

bool BodyStream::put(std::string piece, bool end) {
  const std::lock_guard lock(mutex_);
  bytes_ += piece.size();
  if (!piece.empty()) pieces_.push_back(std::move(piece));
  ended_ = ended_ || end;
  return ready();
}

bool BodyStream::has_room() {
  const std::lock_guard lock(mutex_);
  // Who was told to wait goes on waiting: it may ask again on the way down from high to low water, and take() tells it
  // only while it waits.
  door_waits_ = door_waits_ || bytes_ >= kHighWater;
  return !door_waits_;
}

bool BodyStream::ask() {
  const std::lock_guard lock(mutex_);
  ++asked_;
  return ready();
}

BodyStream::Taken BodyStream::take() {
  Taken taken;
  const std::lock_guard lock(mutex_);
  if (!ready()) return taken;
  --asked_;
  taken.any = true;
  if (!pieces_.empty()) {
    taken.piece = std::move(pieces_.front());
    pieces_.pop_front();
    bytes_ -= taken.piece.size();
  }
  taken.end = ended_ && pieces_.empty();
  taken.has_room = bytes_ < kLowWater && std::exchange(door_waits_, false);
  return taken;
}

}  // namespace duet::core
