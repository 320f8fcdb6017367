#include "rest/request_body.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/code_map.hpp"
#include "rest/output_buffer.hpp"

namespace duet::rest {
namespace {

constexpr std::size_t kPiece = 64 * 1024;  // the most that is expanded before a stream gets it

}  // namespace

void RequestBody::begin(To to, std::uint64_t limit, ByteBudget& budget, Coding coding, core::Dispatcher& dispatcher,
                        core::Call& call, MessageReader* reader) {
  to_ = to;
  reader_ = to == To::kStream ? reader : nullptr;
  // One less than the most, because one more is asked of a decoder to see whether there is more.
  limit_ = reader_ == nullptr ? limit : std::numeric_limits<std::uint64_t>::max() - 1;
  size_ = 0;
  budget_ = &budget;
  dispatcher_ = &dispatcher;
  call_ = &call;
  decoder_ = coding == Coding::kIdentity || to == To::kNowhere ? nullptr : Decoder::make(coding);
}

bool RequestBody::take(std::string_view piece) {
  if (failure_) return false;
  if (to_ == To::kNowhere) return true;
  any_ = any_ || !piece.empty();
  if (!decoder_) return store(piece);
  if (!held_back_.empty() || more_) {
    held_back_.append(piece);
    return true;
  }
  std::size_t used = 0;
  if (!expand(piece, used)) return false;
  held_back_.assign(piece.substr(used));
  return true;
}

bool RequestBody::store(std::string_view piece) {
  if (piece.size() > limit_ - size_) return fail_too_large();
  if (!grow(piece.size())) return false;
  content_.append(piece);
  return true;
}

bool RequestBody::expand(std::string_view piece, std::size_t& used) {
  while ((used < piece.size() || more_) && (to_ != To::kStream || call_->body_stream->has_room())) {
    const std::size_t before = content_.size();
    // One byte more than is allowed tells a body that is too large from one that just fits.
    const std::uint64_t allowed = limit_ - size_ + 1;
    const std::size_t room = to_ == To::kStream ? std::min<std::uint64_t>(allowed, kPiece) : allowed;
    std::size_t taken = 0;
    const auto state = decoder_->decode(piece.substr(used), taken, content_, before + room);
    used += taken;
    more_ = state == Decoder::State::kFull;
    const std::size_t grown = content_.size() - before;
    if (grown > limit_ - size_) return fail_too_large();
    if (!grow(grown)) return false;
    if (state == Decoder::State::kMalformed) {
      return fail({core::kInvalidArgument, "the request body is not what its Content-Encoding says", 400});
    }
    if (to_ == To::kStream && !hand_over(false)) return false;
  }
  return true;
}

bool RequestBody::grow(std::size_t bytes) {
  size_ += bytes;
  return to_ != To::kBuffer || charge(bytes);  // Of a stream is charged what its reader holds.
}

bool RequestBody::charge(std::uint64_t bytes) {
  if (!budget_->take(bytes)) {
    return fail({core::kUnavailable, "the server holds as much of request bodies as it can; try again later", 503});
  }
  charged_ += bytes;
  return true;
}

void RequestBody::release_budget() {
  if (charged_ > 0) budget_->give_back(std::exchange(charged_, 0));
}

RequestBody::Progress RequestBody::flush() {
  if (failure_) return Progress::kFailed;
  if (to_ == To::kStream && (!held_back_.empty() || more_)) {
    std::size_t used = 0;
    if (!expand(held_back_, used)) return Progress::kFailed;
    held_back_.erase(0, used);
  }
  const bool all = ended_ && held_back_.empty() && !more_;
  // Some encoders make nothing of nothing.
  if (all && decoder_ && any_ && !decoder_->finished()) {
    fail({core::kInvalidArgument, "the request body ends before its Content-Encoding does", 400});
    return Progress::kFailed;
  }
  if (to_ == To::kStream && !hand_over(all)) return Progress::kFailed;
  return all && !holds_messages() ? Progress::kDone : Progress::kOpen;
}

RequestBody::Progress RequestBody::finish() {
  ended_ = true;
  return flush();
}

bool RequestBody::has_room() const {
  return to_ != To::kStream ||
         (!ended_ && held_back_.empty() && !more_ && !holds_messages() && call_->body_stream->has_room());
}

bool RequestBody::holds_messages() const { return reader_ != nullptr && reader_->has_more(); }

bool RequestBody::hand_over(bool end) {
  if (content_.empty() && !end && !holds_messages()) return true;
  if (reader_ == nullptr) {
    dispatcher_->put_body(*call_, std::exchange(content_, {}), end);
    return true;
  }
  do {
    std::vector<std::string> messages;
    core::Failure failure;
    bool fine = reader_->read(content_, messages, failure);
    content_.clear();
    const bool last = end && fine && !holds_messages();
    if (last) fine = reader_->finish(messages, failure);
    // Those before what is malformed are the handler's all the same.
    for (std::string& message : messages) dispatcher_->put_body(*call_, std::move(message), false);
    if (!fine) return fail(std::move(failure));
    release_budget();
    if (!charge(reader_->held())) return false;
    if (last) dispatcher_->put_body(*call_, {}, true);
  } while (holds_messages() && call_->body_stream->has_room());
  return true;
}

bool RequestBody::fail(core::Failure failure) {
  failure_ = std::move(failure);
  return false;
}

bool RequestBody::fail_too_large() {
  return fail({core::kResourceExhausted,
               "the request body is larger than the " + std::to_string(limit_) + " bytes that this server accepts",
               413});
}

void RequestBody::reset() {
  to_ = To::kNowhere;
  any_ = ended_ = more_ = false;
  decoder_.reset();
  failure_.reset();
  release_budget();
  give_back(content_);
  give_back(held_back_);
}

}  // namespace duet::rest
