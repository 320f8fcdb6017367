#include "rest/worker.hpp"

#include <duet/abi/description.h>

#include <algorithm>
#include <exception>
#include <new>
#include <thread>
#include <utility>

#include "core/code_map.hpp"
#include "core/method.hpp"
#include "core/text.hpp"
#include "rest/answer.hpp"
#include "rest/answer_stream.hpp"
#include "rest/stream/format.hpp"

namespace duet::rest {

thread_local Worker::Current Worker::current_;

Worker::Worker(core::Dispatcher& dispatcher, const RestOptions& options, const std::atomic<Phase>& phase,
               std::function<void()> wake)
    : dispatcher_(dispatcher),
      options_(options),
      phase_(phase),
      wake_(std::move(wake)),
      binder_(dispatcher.catalog(), options),
      body_budget_(std::max(options.limits.buffered_bytes / options.threads, options.limits.body_bytes)) {}

Worker::~Worker() {
  // Short: whoever is counted has won the right to answer and is writing bytes.
  while (unanswered_.load(std::memory_order_acquire) != 0) std::this_thread::yield();
}

core::CallRef Worker::begin(std::uint64_t connection) {
  core::CallRef call = dispatcher_.begin(*this);
  if (!call) return call;
  auto* exchange = new (call->arena().allocate(sizeof(Exchange), alignof(Exchange))) Exchange;
  exchange->connection = connection;
  call->sink_data = exchange;
  return call;
}

template <class Send>
bool Worker::hand_over(const core::CallRef& call, Answer* answer, Send&& send) {
  unanswered_.fetch_add(1, std::memory_order_relaxed);
  // A handler that runs on this thread may lead back here for another connection.
  const Current outer = std::exchange(current_, Current{call.get(), answer, false});
  send();
  return std::exchange(current_, outer).answered;
}

bool Worker::dispatch(const core::CallRef& call, Answer& answer) {
  return hand_over(call, &answer, [&] { dispatcher_.dispatch(call); });
}

bool Worker::refuse(const core::CallRef& call, const core::Failure& failure, Answer& answer) {
  return hand_over(call, &answer, [&] { dispatcher_.refuse(call, failure); });
}

void Worker::abandon(const core::CallRef& call, bool dispatched) {
  const core::Failure gone{core::kCancelled, "the client went away", 0};
  if (!dispatched) {
    call->request.deadline_ns = 0;
    hand_over(call, nullptr, [&] { dispatcher_.refuse(call, gone); });
    return;
  }
  const Current outer = std::exchange(current_, Current{call.get(), nullptr, false});
  call->cancel(gone);
  current_ = outer;
}

void Worker::collect(std::vector<Answer>& answers) {
  answers.clear();
  const std::lock_guard lock(mutex_);
  answers.swap(ready_);
}

namespace {

Exchange& exchange_of(const core::Call& call) { return *static_cast<Exchange*>(call.sink_data); }

void append_piece(std::string& out, const Exchange& exchange, std::string_view bytes) {
  if (exchange.chunked) {
    append_chunk(out, bytes);
  } else {
    out.append(bytes);
  }
}

// So that the client can read all of it at once.
void append_content(Exchange& exchange, std::string content, std::string& out) {
  if (exchange.encoder != nullptr && !content.empty()) {
    std::string encoded;
    exchange.encoder->encode(content, encoded);
    exchange.encoder->flush(encoded);
    content.swap(encoded);
  }
  append_piece(out, exchange, content);
}

}  // namespace

// Once something has gone through the queue, what follows must too, or it would come first.
bool Worker::is_here(const core::Call& call) const {
  return current_.call == &call && !exchange_of(call).posted.load(std::memory_order_acquire);
}

void Worker::answer(core::Call& call, const duet_reply& reply) noexcept {
  const bool here = is_here(call);
  try {
    if (!here) {
      Answer late;
      write(call, reply, late);
      post(std::move(late));
    } else if (current_.answer != nullptr) {
      write(call, reply, *current_.answer);
    }
  } catch (const std::exception&) {  // No memory for the answer: the client learns it by the connection's end.
    Answer none{exchange_of(call).connection, Answer::Kind::kCut, {}, true, false};
    if (!here) {
      post(std::move(none));
    } else if (current_.answer != nullptr) {
      *current_.answer = std::move(none);
    }
  }
  if (here) current_.answered = true;
  core::release_slices(reply);
  unanswered_.fetch_sub(1, std::memory_order_release);
}

void Worker::write(core::Call& call, const duet_reply& reply, Answer& answer) const {
  Exchange& exchange = exchange_of(call);
  const bool gives_stream = call.method != nullptr && call.method->gives_stream();
  // Heartbeats come between the pieces of a stream and nowhere else.
  std::unique_lock lock(exchange.lock, std::defer_lock);
  if (gives_stream) lock.lock();
  exchange.ended = true;
  answer.connection = exchange.connection;
  const bool in_pieces = exchange.writer != nullptr ? reply.code == core::kOk || exchange.writer->tells_errors()
                                                    : gives_stream && reply.code == core::kOk;
  // One message where the answer is no stream; a handler that had nothing to stream has the head alone as its answer.
  const bool has_message = exchange.writer != nullptr && !gives_stream && reply.code == core::kOk;
  if (has_message || (!exchange.begun && in_pieces)) {
    const std::span<const duet_slice> message(reply.body, has_message ? reply.n_body : 0);
    write_piece(call, &reply, has_message, message, answer.bytes);
  }
  if (exchange.begun) {
    write_end(call, reply, answer);
    return;
  }
  answer.close = !exchange.keep_alive || draining() || exchange.body_open.load(std::memory_order_acquire);
  append_answer(answer.bytes, call, reply, exchange, options_, answer.close);
}

void Worker::write_end(core::Call& call, const duet_reply& reply, Answer& answer) const {
  Exchange& exchange = exchange_of(call);
  answer.close = exchange.close_after || draining() || exchange.body_open.load(std::memory_order_acquire);
  if (exchange.no_content) return;
  if ((reply.code != core::kOk && exchange.writer == nullptr) || exchange.broken.load(std::memory_order_acquire)) {
    answer.kind = Answer::Kind::kCut;
    return;
  }
  std::string content;
  if (exchange.writer != nullptr) exchange.writer->end(content, call, reply);
  if (exchange.encoder != nullptr) {
    std::string rest;
    if (!content.empty()) exchange.encoder->encode(content, rest);
    exchange.encoder->finish(rest);
    content.swap(rest);
  }
  append_piece(answer.bytes, exchange, content);
  if (!exchange.chunked) return;
  const bool has_trailers =
      exchange.takes_trailers && (exchange.writer == nullptr || !exchange.writer->tells_trailers());
  append_last_chunk(answer.bytes, {reply.trailers, has_trailers ? reply.n_trailers : 0});
}

bool Worker::send(core::Call& call, const duet_reply* head, std::span<const duet_slice> piece) noexcept {
  Exchange& exchange = exchange_of(call);
  const bool here = is_here(call);
  Answer late{exchange.connection, Answer::Kind::kPiece, {}, false, false};
  Answer* const answer = here ? current_.answer : &late;
  std::uint64_t unsent = 0;
  try {
    if (answer != nullptr) {
      const std::lock_guard lock(exchange.lock);
      unsent = send_piece(call, head, !piece.empty(), piece, *answer);
      if (!here) post_piece(exchange, std::move(late));
    }
  } catch (const std::exception&) {  // No memory: what is missing would make the answer another one.
    exchange.broken.store(true, std::memory_order_release);
  }
  core::release_slices(piece);
  if (unsent < options_.limits.output_high_water) return true;
  exchange.sender_waits.store(true);
  // The client may have taken it all in between.
  return exchange.unsent.load() < options_.limits.output_high_water && exchange.sender_waits.exchange(false);
}

std::uint64_t Worker::send_piece(core::Call& call, const duet_reply* head, bool has_message,
                                 std::span<const duet_slice> piece, Answer& answer) const {
  Exchange& exchange = exchange_of(call);
  const std::size_t before = answer.bytes.size();
  write_piece(call, head, has_message, piece, answer.bytes);
  answer.enough = exchange.no_content && exchange.conditional;
  const std::size_t grown = answer.bytes.size() - before;
  return exchange.unsent.fetch_add(grown) + grown;
}

// Under the exchange's lock: what is coded first has to come first.
void Worker::post_piece(Exchange& exchange, Answer piece) {
  if (piece.bytes.empty()) return;
  exchange.posted.store(true, std::memory_order_release);
  post(std::move(piece));
}

void Worker::heartbeat(core::Call& call, bool asking) {
  Exchange& exchange = exchange_of(call);
  if (exchange.writer == nullptr || !call.method->gives_stream()) return;
  const std::lock_guard lock(exchange.lock);
  if (exchange.ended || exchange.no_content) return;
  std::string beat;
  if (!exchange.writer->heartbeat(beat, asking)) return;
  Answer answer{exchange.connection, Answer::Kind::kHeartbeat, {}, false, false};
  if (!exchange.begun) {
    send_piece(call, nullptr, false, {}, answer);
  } else if (!beat.empty()) {
    append_content(exchange, std::move(beat), answer.bytes);
    exchange.unsent.fetch_add(answer.bytes.size());
  }
  post_piece(exchange, std::move(answer));
}

void Worker::begin_answer(core::Call& call, const duet_reply* head, std::string& out) const {
  Exchange& exchange = exchange_of(call);
  duet_reply empty{};
  empty.size = sizeof empty;
  // An answer that is whole before its request is ends the connection: it says so, or the client would use it again.
  const bool cuts_request = exchange.ended && exchange.body_open.load(std::memory_order_acquire);
  const bool close = !exchange.keep_alive || draining() || cuts_request;
  const StreamForm form = append_stream_head(out, call, head != nullptr ? *head : empty, exchange, options_, close);
  exchange.no_content = !form.content;
  exchange.chunked = form.chunked;
  exchange.close_after = form.close;
  if (form.content && form.coding != Coding::kIdentity) {
    exchange.encoder = keep(call, Encoder::make(form.coding));
  }
}

void Worker::write_piece(core::Call& call, const duet_reply* head, bool has_message, std::span<const duet_slice> piece,
                         std::string& out) const {
  Exchange& exchange = exchange_of(call);
  const bool is_first = !std::exchange(exchange.begun, true);
  if (is_first) begin_answer(call, head, out);
  if (exchange.no_content) return;
  std::string content;
  if (exchange.writer != nullptr) {
    if (is_first) exchange.writer->begin(content);
    const bool compress = head == nullptr || (head->flags & DUET_REPLY_UNCOMPRESSED) == 0;
    if (has_message) exchange.writer->message(content, piece, compress);
  } else if (exchange.encoder == nullptr) {
    for (const duet_slice& slice : piece) append_piece(out, exchange, core::view(slice));
    return;
  } else {
    for (const duet_slice& slice : piece) content.append(core::view(slice));
  }
  append_content(exchange, std::move(content), out);
}

void Worker::sent(core::Call& call, std::size_t size) {
  Exchange& exchange = exchange_of(call);
  const std::uint64_t before = exchange.unsent.load(std::memory_order_relaxed);
  if (before == 0) return;
  // Some of the bytes may be an earlier answer's; nobody else takes away from the count.
  const std::uint64_t taken = std::min<std::uint64_t>(before, size);
  const std::uint64_t left = exchange.unsent.fetch_sub(taken) - taken;
  if (left < options_.limits.output_high_water / 2 && exchange.sender_waits.exchange(false)) {
    dispatcher_.sendable(call);
  }
}

void Worker::wants_body(core::Call& call) noexcept {
  try {
    post({exchange_of(call).connection, Answer::Kind::kBodyRoom, {}, false, false});
  } catch (const std::exception&) {
    return;  // No memory: the body goes on with the next look at the clock.
  }
}

void Worker::post(Answer answer) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = ready_.empty();
    ready_.push_back(std::move(answer));
  }
  if (first) wake_();
}

}  // namespace duet::rest
