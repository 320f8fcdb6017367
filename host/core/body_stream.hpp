// A request's body on its way from a door to a backend: in pieces, or message by message.
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <string>

namespace duet::core {

/// A bounded queue: the door puts pieces in as they come, the backend takes one for each that it asked for. The door
/// stops reading from its client while has_room() is false. All functions from any thread.
class BodyStream {
 public:
  /// Of kMessages each piece is a message, an empty one too, and the end comes alone.
  enum class Of { kBytes, kMessages };

  struct Taken {
    bool any = false;       // false: nothing is there yet, or nothing was asked for
    bool end = false;       // the body ends with this piece
    bool has_room = false;  // the door was told to wait and may go on now
    std::string piece;
  };

  explicit BodyStream(Of of = Of::kBytes) : of_(of) {}

  /// The door's side. Adds a piece; with `end` nothing follows, and an empty piece is none. True if the backend waits
  /// for it.
  bool put(std::string piece, bool end);
  /// False: wait until take() says has_room.
  bool has_room();

  /// The backend's side. Asks for one more piece. True if it is there.
  bool ask();
  /// The next piece that was asked for.
  Taken take();

 private:
  static constexpr std::size_t kHighWater = 128 * 1024;
  static constexpr std::size_t kLowWater = 64 * 1024;
  // What a piece takes up beside its bytes: messages may be empty.
  static constexpr std::size_t kPieceCost = 64;

  bool ready() const { return asked_ > 0 && (!pieces_.empty() || ended_); }

  const Of of_;
  std::mutex mutex_;
  // Guarded by mutex_.
  std::deque<std::string> pieces_;
  std::size_t cost_ = 0;
  std::size_t asked_ = 0;
  bool ended_ = false;
  bool door_waits_ = false;
};

}  // namespace duet::core
