// The part of Connection that turns what has come into calls.
#include <duet/abi/description.h>

#include <limits>
#include <memory>
#include <utility>

#include "core/code_map.hpp"
#include "core/method.hpp"
#include "core/text.hpp"
#include "rest/answer.hpp"
#include "rest/connection.hpp"
#include "rest/forwarded.hpp"
#include "rest/framing.hpp"
#include "rest/target.hpp"

namespace duet::rest {
namespace {

constexpr std::size_t kSmallBody = 1024;  // copied to the call's arena; a larger one is handed over

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

}  // namespace

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
    std::string answer;
    append_overloaded(answer);
    output_.append(answer, now_ns_);
    finish(End::kLinger);
    return false;
  }
  const duet_str peer = call_->copy(peer_.address);
  call_->request.peer = peer;
  if (!peer_.client_subject.empty()) {
    const duet_str subject = call_->copy(peer_.client_subject);
    call_->request.client_subject = subject;
  }
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
  take_host_of_target(head);
  Exchange& exchange = this->exchange();
  exchange.http10 = head.http10;
  exchange.keep_alive = head.keep_alive;
  exchange.head_request = head.method == "HEAD";
  exchange.protocols = peer_.rpc;
  exchange.takes_trailers = head.takes_trailers;
  by_client_ = !head.keep_alive;
  if (peer_.trusted) tell_peer(head);
  refusal_ = worker_.binder().bind(*call_, head, exchange);
  if (!refusal_ && call_->method->takes_stream()) {
    using Of = core::BodyStream::Of;
    call_->body_stream =
        std::make_unique<core::BodyStream>(call_->method->streams_messages() ? Of::kMessages : Of::kBytes);
  }
  if (!refusal_ && exchange.upgrades) {
    begin_websocket();
  } else if (head.has_body()) {
    begin_body(head);
  } else {
    if (call_->body_stream) worker_.dispatcher().put_body(*call_, {}, true);
    run();
  }
}

void Connection::tell_peer(const RequestHead& head) {
  const RestOptions& options = worker_.options();
  const std::string client =
      forwarded_client({head.metadata, head.n_metadata}, options.forwarded_field, options.trusted_proxies);
  if (client.empty()) return;
  const duet_str kept = call_->copy(client);
  call_->request.peer = kept;
}

bool Connection::streams() const {
  return call_->method != nullptr && (call_->method->takes_stream() || call_->method->gives_stream());
}

bool Connection::streams_messages() const { return call_->method != nullptr && call_->method->streams_messages(); }

std::uint64_t Connection::body_limit() const {
  if (call_->method == nullptr) return worker_.options().limits.body_bytes;
  return core::limit_of(*call_->method, worker_.options().limits.body_bytes);
}

bool Connection::meets_expectation(const RequestHead& head) {
  if (!head.expects_continue || head.http10) return true;
  // The client asks before it sends: spare it the body of a request that is refused anyway.
  if (refusal_) {
    refuse_and_end(*refusal_);
    return false;
  }
  output_.append(kContinue, now_ns_);
  return true;
}

void Connection::begin_body(const RequestHead& head) {
  const bool streams = call_->body_stream != nullptr;
  // Of a stream of messages each one has that limit.
  const bool is_endless = streams && exchange().reader != nullptr;
  std::uint64_t limit = is_endless ? std::numeric_limits<std::uint64_t>::max() : body_limit();
  if (!streams && exchange().reader != nullptr) limit = exchange().reader->most_content(limit);
  if (head.content_length > limit) {
    refuse_and_end({core::kResourceExhausted,
                    "the request body is larger than the " + std::to_string(limit) + " bytes that this server accepts",
                    413});
    return;
  }
  if (!meets_expectation(head)) return;
  RequestBody::To to = exchange().wants_body && !refusal_ ? RequestBody::To::kBuffer : RequestBody::To::kNowhere;
  if (streams) to = RequestBody::To::kStream;
  body_.begin(to, limit, worker_.body_budget(), exchange().body_coding, worker_.dispatcher(), *call_,
              exchange().reader);
  parser_.begin_body(body_, limit, worker_.options().limits.header_bytes);
  since_ns_ = now_ns_;
  body_pace_.begin(now_ns_);
  if (!streams) {
    state_ = State::kBody;
    return;
  }
  body_open_ = true;
  exchange().body_open.store(true, std::memory_order_release);
  run();
}

bool Connection::step_body(std::string_view input, std::size_t& used) {
  std::size_t taken = 0;
  const RequestParser::Progress progress = parser_.parse_body(input.substr(used), taken);
  used += taken;
  body_pace_.count(taken);
  if (taken > 0) since_ns_ = moved_ns_ = now_ns_;
  if (progress == RequestParser::Progress::kFailed) {
    fail_body(parser_.failure());
    return false;
  }
  if (progress == RequestParser::Progress::kDone) {
    // Before the handler gets the end, because its answer may come at once.
    exchange().body_open.store(false, std::memory_order_release);
    after_body(body_.finish());
    return true;
  }
  after_body(body_.flush());
  return false;
}

void Connection::after_body(RequestBody::Progress progress) {
  if (progress == RequestBody::Progress::kFailed) {
    fail_body(body_.failure());
  } else if (progress == RequestBody::Progress::kDone && !std::exchange(body_open_, false)) {
    run();
  }
}

void Connection::fail_body(const core::Failure& failure) {
  if (!body_open_) {
    refuse_and_end(failure);
    return;
  }
  // The handler runs: it is told, and the answer ends the connection, because the body stays open.
  body_open_ = by_client_ = false;
  exchange().body_open.store(true, std::memory_order_release);
  call_->cancel(failure);
}

bool Connection::attach_body() {
  std::string& content = body_.content();
  if (exchange().reader != nullptr && !call_->body_stream && !unwrap(content)) return false;
  if (content.empty()) return true;
  auto* slice = static_cast<duet_slice*>(call_->arena().allocate(sizeof(duet_slice), alignof(duet_slice)));
  if (content.size() <= kSmallBody) {
    const duet_str copy = call_->copy(content);
    *slice = {reinterpret_cast<const std::uint8_t*>(copy.data), copy.size, nullptr, nullptr};
    give_back(content);
  } else {
    *slice = call_->hold(core::owned_slice(std::exchange(content, {})));
  }
  call_->request.body = slice;
  call_->request.n_body = 1;
  return true;
}

// The one message that the content of a request without a stream holds.
bool Connection::unwrap(std::string& content) {
  std::vector<std::string> messages;
  core::Failure failure;
  MessageReader& reader = *exchange().reader;
  if (!reader.read(content, messages, failure) || !reader.finish(messages, failure)) {
    refusal_ = std::move(failure);
    return false;
  }
  if (messages.size() != 1) {
    refusal_ = core::Failure{core::kUnimplemented,
                             "the request has " + std::to_string(messages.size()) + " messages; " +
                                 call_->method->full_name + " takes exactly one",
                             0};
    return false;
  }
  content = std::move(messages[0]);
  return true;
}

// `send` gives true if the answer has come at once; else `answer` may hold the beginning of it.
template <class Send>
void Connection::hand_over(Send&& send) {
  state_ = State::kRunning;
  quiet_ns_ = moved_ns_ = now_ns_;
  Answer answer;
  answer.bytes = output_.take();
  const bool whole = send(answer);
  output_.restore(std::move(answer.bytes), now_ns_);
  if (whole) {
    answered(answer.kind, answer.close);
  } else if (answer.enough) {
    call_->cancel(core::Failure{core::kOk, {}, 0});
  }
}

void Connection::run() {
  if (refusal_ || !attach_body()) {
    refuse(*refusal_);
    return;
  }
  hand_over([&](Answer& answer) { return worker_.dispatch(call_, answer); });
}

void Connection::refuse(const core::Failure& failure) {
  call_->request.deadline_ns = 0;  // The answer is known: there is nothing to wait for.
  hand_over([&](Answer& answer) { return worker_.refuse(call_, failure, answer); });
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

}  // namespace duet::rest
