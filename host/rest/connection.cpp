#include "rest/connection.hpp"

#include <duet/abi/description.h>

#include <utility>

#include "core/code_map.hpp"

namespace duet::rest {
namespace {

constexpr std::size_t kMostWaitingInput = 16 * 1024;
constexpr std::int64_t kProbeFirstNs = 1'000'000'000;
constexpr std::int64_t kProbeEveryNs = 10'000'000'000;

core::Failure too_slow(std::string message) { return {core::kDeadlineExceeded, std::move(message), 408}; }

}  // namespace

Connection::Connection(Worker& worker, std::uint64_t id, Peer peer, std::int64_t now_ns)
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
  if (websocket_) return websocket_has_room() || input_.size() < kMostWaitingInput;
  const bool reads = state_ == State::kRunning ? body_open_ && body_.has_room() : has_room();
  return reads || input_.size() < kMostWaitingInput;
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
  if (std::exchange(input_ended_, true)) return;
  advance();
  probe_ns_ = now_ns + kProbeFirstNs;
}

void Connection::deliver(Answer answer, std::int64_t now_ns) {
  now_ns_ = now_ns;
  if (state_ != State::kRunning) return;
  if (answer.kind == Answer::Kind::kBodyRoom) {
    deliver_body_room();
  } else {
    quiet_ns_ = now_ns;
    if (answer.kind != Answer::Kind::kHeartbeat) moved_ns_ = now_ns;
    if (closed_ns_ == 0) output_.append(std::move(answer.bytes), now_ns);  // Behind a close frame nothing comes.
    if (answer.kind == Answer::Kind::kWhole || answer.kind == Answer::Kind::kCut) {
      answered(answer.kind, answer.close);
    } else if (answer.enough) {
      call_->cancel(core::Failure{core::kOk, {}, 0});  // The answer's end comes by deliver().
    }
  }
  advance();
}

void Connection::deliver_body_room() {
  if (!body_open_) return;
  body_pace_.begin(now_ns_);  // While the handler was busy the client could not send.
  since_ns_ = now_ns_;
  after_body(body_.flush());
}

void Connection::sent(std::size_t size, std::int64_t now_ns) {
  now_ns_ = now_ns;
  const bool had_room = has_room();
  output_.sent(size, now_ns);
  if (state_ == State::kRunning && call_) worker_.sent(*call_, size);
  if (!had_room && has_room()) advance();
}

void Connection::tick(std::int64_t now_ns) {
  now_ns_ = now_ns;
  const Limits& limits = worker_.options().limits;
  const auto over = [&](std::int64_t limit_ns) { return limit_ns > 0 && now_ns - since_ns_ >= limit_ns; };
  if (output_.stalled(now_ns, limits)) {
    output_.drop();
    finish(End::kClose);
    return;
  }
  switch (state_) {
    case State::kIdle:
      if (worker_.draining() || over(limits.idle_timeout_ns)) finish(End::kLinger);
      break;
    case State::kHead:
      if (over(limits.header_timeout_ns)) refuse_and_end(too_slow("the request's header took too long"));
      break;
    case State::kBody:
      websocket_ ? tick_websocket() : tick_body();
      break;
    case State::kRunning:
      tick_call();
      break;
    default:
      break;
  }
}

void Connection::tick_call() {
  if (websocket_) {
    tick_websocket();
    return;
  }
  if (worker_.phase() == Phase::kGivingUp) {
    // The answer comes back by deliver(), as any other that is not written at once.
    call_->cancel({core::kUnavailable, "the server is shutting down", 0});
    return;
  }
  if (streams_messages()) tick_stream();
  if (!body_open_) {
    probe_client();
  } else if (!body_.has_room()) {
    since_ns_ = now_ns_;
    body_pace_.begin(now_ns_);
  } else if (!streams_messages()) {
    tick_body();
  }
}

// A stream may be silent for long, so that only the time counts for which nothing has moved in either direction.
void Connection::tick_stream() {
  const Limits& limits = worker_.options().limits;
  if (limits.stream_idle_timeout_ns > 0 && now_ns_ - moved_ns_ >= limits.stream_idle_timeout_ns) {
    const core::Failure idle{core::kDeadlineExceeded, "nothing has moved on this stream for too long", 0};
    body_open_ ? fail_body(idle) : call_->cancel(idle);
    return;
  }
  // A heartbeat also asks a client that has ended its side whether it is still there, as probe_client() does.
  const bool asking = input_ended_ && now_ns_ >= probe_ns_;
  if ((limits.heartbeat_ns == 0 && !asking) || !output_.empty()) return;
  if (!asking && now_ns_ - quiet_ns_ < limits.heartbeat_ns) return;
  if (asking) probe_ns_ = now_ns_ + kProbeEveryNs;
  quiet_ns_ = now_ns_;
  worker_.heartbeat(*call_, input_ended_);
}

// A client that has only ended its requests reads an interim answer and goes on waiting. One that is gone answers it
// with a reset, which is the only way to learn of it before the answer is there; its call is cancelled then. In the
// middle of an answer nothing may come between, and its pieces serve as well.
void Connection::probe_client() {
  if (!input_ended_ || now_ns_ < probe_ns_) return;
  if (exchange().http10 || streams()) return;
  probe_ns_ = now_ns_ + kProbeEveryNs;
  output_.append(kContinue, now_ns_);
}

void Connection::tick_body() {
  const std::int64_t deadline_ns = call_->request.deadline_ns;
  if (!body_open_ && deadline_ns != 0 && now_ns_ >= deadline_ns) {
    refuse_and_end({core::kDeadlineExceeded, "the deadline has passed", 0});
    return;
  }
  const Limits& limits = worker_.options().limits;
  const bool silent = limits.body_timeout_ns > 0 && now_ns_ - since_ns_ >= limits.body_timeout_ns;
  if (!silent && !body_pace_.too_slow(now_ns_, limits.min_rate)) return;
  const core::Failure failure = too_slow("the request's body took too long");
  body_open_ ? fail_body(failure) : refuse_and_end(failure);
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
  bool moved = true;
  while (moved && has_room()) {
    switch (state_) {
      case State::kIdle:
      case State::kHead:
        moved = step_head(input, used);
        break;
      case State::kBody:
        moved = websocket_ ? step_websocket(input, used) : step_body(input, used);
        break;
      case State::kRunning:
        moved = websocket_ ? step_websocket(input, used) : body_open_ && body_.has_room() && step_body(input, used);
        break;
      default:
        moved = false;
        break;
    }
  }
  if (moved || !input_ended_) return;
  // Nothing that has come is a whole request, and no more will come.
  if (websocket_) {
    if (websocket_has_room()) finish(End::kClose);  // Without its close frame a client is gone.
  } else if (state_ == State::kRunning) {
    if (body_open_ && body_.has_room()) {
      fail_body({core::kCancelled, "the request's body broke off", 400});
    } else if (!body_open_ && streams_messages() && exchange().is_rpc()) {
      finish(End::kClose);  // Clients of these protocols do not end one side of a connection alone.
    }
  } else if (state_ != State::kEnded) {
    finish(End::kClose);
  }
}

void Connection::answered(Answer::Kind kind, bool close) {
  call_.reset();
  refusal_.reset();
  body_.reset();
  body_open_ = false;
  if (kind == Answer::Kind::kCut) {
    finish(End::kClose);
  } else if (close || worker_.draining()) {
    finish(by_client_ ? End::kClose : End::kLinger);
  } else {
    state_ = State::kIdle;
    since_ns_ = now_ns_;
  }
}

void Connection::finish(End end) {
  if (call_) {  // A client that is dropped in the middle of its body or of its answer.
    worker_.abandon(call_, state_ == State::kRunning);
    call_.reset();
    body_.reset();
    body_open_ = false;
  }
  state_ = State::kEnded;
  end_ = input_ended_ ? End::kClose : end;
}

}  // namespace duet::rest
