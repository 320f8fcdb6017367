#include "core/body_stream.hpp"

#include <utility>

namespace duet::core {

bool BodyStream::put(std::string piece, bool end) {
  const std::lock_guard lock(mutex_);
  if (!piece.empty() || (of_ == Of::kMessages && !end)) {
    cost_ += piece.size() + kPieceCost;
    pieces_.push_back(std::move(piece));
  }
  ended_ = ended_ || end;
  return ready();
}

bool BodyStream::has_room() {
  const std::lock_guard lock(mutex_);
  // Who was told to wait goes on waiting: it may ask again on the way down from high to low water, and take() tells it
  // only while it waits.
  door_waits_ = door_waits_ || cost_ >= kHighWater;
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
    cost_ -= taken.piece.size() + kPieceCost;
    taken.end = of_ == Of::kBytes && ended_ && pieces_.empty();
  } else {
    taken.end = true;
  }
  taken.has_room = cost_ < kLowWater && std::exchange(door_waits_, false);
  return taken;
}

}  // namespace duet::core
