// The content of a request's body on its way from the parser to where it is wanted.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/dispatcher.hpp"
#include "core/failure.hpp"
#include "rest/content_coding.hpp"
#include "rest/stream/format.hpp"

namespace duet::rest {

/// What the connections of one worker may hold of bodies together, in bytes, beyond what each one may.
class ByteBudget {
 public:
  explicit ByteBudget(std::uint64_t bytes) : left_(bytes) {}

  /// False if there is not that much left.
  bool take(std::uint64_t bytes) {
    if (bytes > left_) return false;
    left_ -= bytes;
    return true;
  }
  void give_back(std::uint64_t bytes) { left_ += bytes; }

 private:
  std::uint64_t left_;
};

/// Expands what is compressed, holds the limit, and collects the content, hands it to a call's stream, or drops it.
/// Belongs to the worker's thread.
class RequestBody {
 public:
  enum class To { kNowhere, kBuffer, kStream };

  RequestBody() = default;
  ~RequestBody() { release_budget(); }
  RequestBody(const RequestBody&) = delete;
  RequestBody& operator=(const RequestBody&) = delete;

  /// `limit`: bytes of content, expanded; of `budget` is taken what is collected, until reset(). `call` is for kStream,
  /// which needs its body_stream. With a `reader`, that gets messages, and no limit holds but those of the reader.
  void begin(To to, std::uint64_t limit, ByteBudget& budget, Coding coding, core::Dispatcher& dispatcher,
             core::Call& call, MessageReader* reader);

  /// False if the content cannot be taken: failure() says why.
  bool take(std::string_view piece);
  enum class Progress { kOpen, kDone, kFailed };
  /// To be called when the parser has no more for now, and when the stream has room again: gives the stream what has
  /// gathered. Done when that was the last of a body that has ended.
  Progress flush();
  /// The parser has come to the end. Not done yet while the stream has no room for all of it.
  Progress finish();

  /// Streams only: false while nothing more may be taken.
  bool has_room() const;

  const core::Failure& failure() const { return *failure_; }
  /// What was collected.
  std::string& content() { return content_; }
  /// Forgets everything.
  void reset();

 private:
  bool store(std::string_view piece);
  bool expand(std::string_view piece, std::size_t& used);
  bool hand_over(bool end);
  bool holds_messages() const;
  bool fail(core::Failure failure);
  bool fail_too_large();
  bool grow(std::size_t bytes);
  bool charge(std::uint64_t bytes);
  void release_budget();

  To to_ = To::kNowhere;
  std::uint64_t limit_ = 0;
  std::uint64_t size_ = 0;  // of the content so far
  ByteBudget* budget_ = nullptr;
  std::uint64_t charged_ = 0;  // to the budget
  core::Dispatcher* dispatcher_ = nullptr;
  core::Call* call_ = nullptr;
  MessageReader* reader_ = nullptr;
  std::unique_ptr<Decoder> decoder_;
  std::string content_;
  bool any_ = false;       // bytes have come
  bool ended_ = false;     // for the parser
  bool more_ = false;      // the decoder holds content that the stream had no room for
  std::string held_back_;  // compressed bytes whose content the stream had no room for
  std::optional<core::Failure> failure_;
};

}  // namespace duet::rest
