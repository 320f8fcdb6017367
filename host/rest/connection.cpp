#include "rest/connection.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "core/code_map.hpp"
#include "rest/answer.hpp"
#include "rest/framing.hpp"
#include "rest/http_text.hpp"

namespace duet::rest {
namespace {

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::size_t kSmallBody = 1024;          // copied to the call's arena; a larger one is handed over
constexpr std::size_t kKeptCapacity = 16 * 1024;  // of a buffer that waits for the next request

core::Failure head_failure(HeadScanner::State state) {
  switch (state) {
    case HeadScanner::State::kRequestLineTooLong:
      return {core::kInvalidArgument, "the request line is longer than this server accepts", 414};
    case HeadScanner::State::kTooLarge:
      return {core::kInvalidArgument, "the request's header is larger than this server accepts", 431};
    default:
      return {core::kInvalidArgument, "this is not an HTTP/1.1 request", 400};
  }
}

core::Failure too_slow(std::string message) { return {core::kDeadlineExceeded, std::move(message), 408}; }

void give_back(std::string& buffer) {
  if (buffer.capacity() > kKeptCapacity) {
    std::string().swap(buffer);
  } else {
    buffer.clear();
  }
}

}  // namespace

Connection::Connection(Worker& worker, std::uint64_t id, std::string peer, std::int64_t now_ns)
    : worker_(worker),
      id_(id),
      peer_(std::move(peer)),
      scanner_(worker.options().limits),
      now_ns_(now_ns),
      since_ns_(now_ns) {}

Connection::~Connection() {
  if (call_) worker_.abandon(call_, state_ == State::kRunning);
}

bool Connection::wants_input() const {
  if (state_ == State::kEnded || input_ended_) return false;
  return (state_ != State::kRunning && has_room()) || input_.size() < kMostWaitingInput;
}

void Connection::receive(std::string_view bytes, std::int64_t now_ns) {
  now_ns_ = now_ns;
  if (!input_.empty()) {
    input_.append(bytes);
    advance();
    return;
  }
  std::size_t used = 0;
  process(bytes, used);
  if (state_ != State::kEnded) input_.assign(bytes.substr(used));
}

void Connection::receive_end(std::int64_t now_ns) {
  now_ns_ = now_ns;
  input_ended_ = true;
  advance();
  // A client that has only ended its requests reads this and goes on waiting. One that is gone answers it with a reset,
  // which is the only way to learn of it before the answer is there; its call is cancelled then.
  if (state_ != State::kRunning || exchange().http10) return;
  if (output_.empty()) write_since_ns_ = now_ns;
  output_.append(kContinue);
}

void Connection::deliver(Answer answer, std::int64_t now_ns) {
  now_ns_ = now_ns;
  if (state_ != State::kRunning) return;
  if (output_.empty()) {
    output_ = std::move(answer.bytes);
    write_since_ns_ = now_ns;
  } else {
    output_.append(answer.bytes);
  }
  answered(answer.close);
  advance();
}

void Connection::sent(std::size_t size, std::int64_t now_ns) {
  now_ns_ = write_since_ns_ = now_ns;
  const bool had_room = has_room();
  output_sent_ += size;
  if (output_sent_ == output_.size()) {
    output_sent_ = 0;
    give_back(output_);
  }
  if (!had_room && has_room()) advance();
}

void Connection::tick(std::int64_t now_ns) {
  now_ns_ = now_ns;
  const Limits& limits = worker_.options().limits;
  const auto over = [&](std::int64_t since_ns, std::int64_t limit_ns) {
    return limit_ns > 0 && now_ns - since_ns >= limit_ns;
  };
  if (!output().empty() && over(write_since_ns_, limits.write_timeout_ns)) {
    output_.clear();
    output_sent_ = 0;
    finish(End::kClose);
    return;
  }
  switch (state_) {
    case State::kIdle:
      if (worker_.draining() || over(since_ns_, limits.idle_timeout_ns)) finish(End::kLinger);
      break;
    case State::kHead:
      if (over(since_ns_, limits.header_timeout_ns)) refuse_and_end(too_slow("the request's header took too long"));
      break;
    case State::kBody:
      if (over(since_ns_, limits.body_timeout_ns)) refuse_and_end(too_slow("the request's body took too long"));
      break;
    case State::kRunning:
      // The answer comes back by deliver(), as any other that is not written at once.
      if (worker_.phase() == Phase::kGivingUp) call_->cancel({core::kUnavailable, "the server is shutting down", 0});
      break;
    default:
      break;
  }
}

void Connection::advance() {
  std::size_t used = 0;
  process(input_, used);
  if (state_ == State::kEnded || used == input_.size()) {
    give_back(input_);
  } else {
    input_.erase(0, used);
  }
}

void Connection::process(std::string_view input, std::size_t& used) {
  const bool was_empty = output_.empty();
  bool moved = true;
  while (moved && has_room()) {
    switch (state_) {
      case State::kIdle:
      case State::kHead:
        moved = step_head(input, used);
        break;
      case State::kBody:
        moved = step_body(input, used);
        break;
      default:
        moved = false;
        break;
    }
  }
  if (was_empty && !output_.empty()) write_since_ns_ = now_ns_;
  // Nothing that has come is a whole request, and no more will come.
  if (!moved && input_ended_ && state_ != State::kRunning && state_ != State::kEnded) finish(End::kClose);
}

bool Connection::step_head(std::string_view input, std::size_t& used) {
  if (state_ == State::kIdle) {
    // Some clients end a body with an empty line too many (RFC 9112 section 2.2).
    while (input.substr(used).starts_with("\r\n")) used += 2;
    if (used == input.size() || input.substr(used) == "\r") return false;
    state_ = State::kHead;
    since_ns_ = now_ns_;
  }
  const std::string_view rest = input.substr(used);
  const HeadScanner::State found = scanner_.scan(rest);
  if (found == HeadScanner::State::kNeedMore) return false;
  if (found != HeadScanner::State::kComplete) {
    refuse_and_end(head_failure(found));
    return false;
  }
  used += scanner_.size();
  begin_request(rest.substr(0, scanner_.size()), scanner_.header_count());
  scanner_.reset();
  return true;
}

bool Connection::begin_call() {
  call_ = worker_.begin(id_);
  if (!call_) {
    append_overloaded(output_);
    finish(End::kLinger);
    return false;
  }
  const duet_str peer = call_->copy(peer_);
  call_->request.peer = peer;
  return true;
}

void Connection::begin_request(std::string_view bytes, std::size_t header_count) {
  if (!begin_call()) return;
  const duet_str copy = call_->copy(bytes);
  const std::span<char> block(const_cast<char*>(copy.data), copy.size);  // The arena's memory is this call's own.
  RequestHead head;
  std::optional<core::Failure> failure = parser_.parse_head(block, header_count, *call_, head);
  worker_.binder().name(*call_, head);
  call_->verb = head.method;
  call_->target = head.target;
  if (!failure) failure = check_framing(head);
  if (failure) {
    refuse_and_end(*failure);
    return;
  }
  Exchange& exchange = this->exchange();
  exchange.http10 = head.http10;
  exchange.keep_alive = head.keep_alive;
  exchange.head_request = head.method == "HEAD";
  by_client_ = !head.keep_alive;
  refusal_ = worker_.binder().bind(*call_, head, exchange);
  if (head.has_body()) {
    begin_body(head);
  } else {
    run();
  }
}

void Connection::begin_body(const RequestHead& head) {
  const std::uint64_t limit = worker_.options().limits.body_bytes;
  if (head.content_length > limit) {
    refuse_and_end({core::kResourceExhausted,
                    "the request body is larger than the " + std::to_string(limit) + " bytes that this server accepts",
                    413});
    return;
  }
  if (!head.expect.empty() && !head.http10) {
    if (!equals_ignoring_case(head.expect, "100-continue")) {
      refuse_and_end({core::kInvalidArgument, "the only expectation that this server meets is 100-continue", 417});
      return;
    }
    // The client asks before it sends: spare it the body of a request that is refused anyway.
    if (refusal_) {
      refuse_and_end(*refusal_);
      return;
    }
    output_.append(kContinue);
  }
  parser_.begin_body(exchange().wants_body && !refusal_ ? &body_ : nullptr, limit);
  state_ = State::kBody;
  since_ns_ = now_ns_;
}

bool Connection::step_body(std::string_view input, std::size_t& used) {
  std::size_t taken = 0;
  const RequestParser::Progress progress = parser_.parse_body(input.substr(used), taken);
  used += taken;
  if (taken > 0) since_ns_ = now_ns_;
  switch (progress) {
    case RequestParser::Progress::kDone:
      run();
      return true;
    case RequestParser::Progress::kFailed:
      refuse_and_end(parser_.failure());
      return false;
    case RequestParser::Progress::kNeedMore:
      break;
  }
  // What the parser leaves is the start of a chunk's head or of the trailers.
  if (input.size() - used > worker_.options().limits.header_bytes) {
    refuse_and_end({core::kInvalidArgument, "a chunk's head or the trailers are larger than this server accepts", 431});
  }
  return false;
}

void Connection::attach_body() {
  if (body_.empty()) return;
  auto* slice = static_cast<duet_slice*>(call_->arena().allocate(sizeof(duet_slice), alignof(duet_slice)));
  if (body_.size() <= kSmallBody) {
    const duet_str copy = call_->copy(body_);
    *slice = {reinterpret_cast<const std::uint8_t*>(copy.data), copy.size, nullptr, nullptr};
    give_back(body_);
  } else {
    auto owned = std::make_unique<std::string>(std::move(body_));
    body_.clear();
    const duet_slice whole{reinterpret_cast<const std::uint8_t*>(owned->data()), owned->size(), owned.get(),
                           [](void* owner) { delete static_cast<std::string*>(owner); }};
    owned.release();
    *slice = call_->hold(whole);
  }
  call_->request.body = slice;
  call_->request.n_body = 1;
}

void Connection::run() {
  if (refusal_) {
    refuse(*refusal_);
    return;
  }
  attach_body();
  state_ = State::kRunning;
  Answer answer;
  answer.bytes = std::move(output_);
  const bool here = worker_.dispatch(call_, answer);
  output_ = std::move(answer.bytes);
  if (here) answered(answer.close);
}

void Connection::refuse(const core::Failure& failure) {
  state_ = State::kRunning;
  call_->request.deadline_ns = 0;  // The answer is known: there is nothing to wait for.
  Answer answer;
  answer.bytes = std::move(output_);
  const bool here = worker_.refuse(call_, failure, answer);
  output_ = std::move(answer.bytes);
  if (here) answered(answer.close);
}

void Connection::refuse_and_end(const core::Failure& failure) {
  if (!call_) {
    if (!begin_call()) return;
    worker_.binder().name(*call_, {});
  }
  exchange().keep_alive = false;
  by_client_ = false;
  refuse(failure);
}

void Connection::answered(bool close) {
  call_.reset();
  refusal_.reset();
  give_back(body_);
  if (close || worker_.draining()) {
    finish(by_client_ ? End::kClose : End::kLinger);
  } else {
    state_ = State::kIdle;
    since_ns_ = now_ns_;
  }
}

void Connection::finish(End end) {
  state_ = State::kEnded;
  end_ = input_ended_ ? End::kClose : end;
}

}  // namespace duet::rest
