// Streams of messages: what a handler reads its request from, and what it writes its answer to, one message at a time.
//
//   duet::Task<duet::Status> Items::watch(const WatchRequest& request, duet::Writer<Price>& prices, duet::Call& call) {
//     for (bool wanted = true; wanted;) {
//       const Price price = price_of(request.id);
//       wanted = co_await prices.write(price);
//       if (wanted) wanted = co_await call.sleep_for(1s);
//     }
//     co_return duet::cancelled("the caller has gone");
//   }
//   duet::Task<duet::Result<Summary>> Items::import(duet::Reader<Item>& items, duet::Call&) {
//     while (const Item* item = co_await items.read()) add(*item);
//     if (!items.status().ok()) co_return items.status();
//     co_return summary();
//   }
//
// A handler that is a plain function writes `items.read().wait()` and `prices.write(price).wait()` instead; the host
// gives it a thread of its own for as long as the stream lasts, of which there are some hundreds. A coroutine holds
// none.
//
// The host reads a bounded part ahead of the handler, and a writer waits for a caller that reads slowly: so memory
// stays bounded, however long the stream. Both belong to the call, and are used by its handler alone.
//
// write() takes variables only, because GCC 12 destroys a temporary struct within a co_await twice; task.hpp tells what
// else it gets wrong.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "model.hpp"
#include "service/answer.hpp"
#include "service/read_request.hpp"
#include "service/write_answer.hpp"
#include "task/end_awaiters.hpp"

namespace duet {

template <Model In>
class Reader;
template <Model Out>
class Writer;

// For write(): this message goes out without compression. It is compressed already, or secrets stand in it beside what
// callers may choose.
struct Uncompressed {};
inline constexpr Uncompressed kUncompressed;

namespace detail {

template <class T>
inline constexpr bool kIsNamed = false;

// What is wrong with a request, said of one of its messages.
inline Status of_message(std::uint64_t number, const Status& status) {
  std::string text = "message " + std::to_string(number) + " of the stream: ";
  text += status.message();
  Status all(status.code(), std::move(text));
  all.add_violations(status.violations());
  return all;
}

template <class In>
class MessageAwaiter final : public ReceiveAwaiter {
 public:
  MessageAwaiter(Driver& driver, Reader<In>& reader) : ReceiveAwaiter(driver, reader.inlet_), reader_(reader) {}
  In* await_resume() { return over() ? reader_.give_up(end_of_call()) : reader_.decode(); }

 private:
  Reader<In>& reader_;
};

}  // namespace detail

// From reader.read().
template <class In>
class [[nodiscard]] ReadMessage {
 public:
  using DuetAwaiter = detail::MessageAwaiter<In>;
  explicit ReadMessage(Reader<In>& reader) : reader_(reader) {}
  operator Reader<In>&() const { return reader_; }

  // In a handler that is a plain function: waits for the message.
  In* wait() const { return reader_.wait(); }

 private:
  Reader<In>& reader_;
};

// The messages of the request.
template <Model In>
class Reader {
 public:
  explicit Reader(const detail::Line& line) : inlet_(line), line_(line) {}
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // `const In* message = co_await reader.read()` gives the next message, decoded and checked by its rules, which is the
  // handler's to use or to move from until the next read(). Null when there is none: status() tells why.
  ReadMessage<In> read() { return ReadMessage<In>(*this); }

  // Why read() gave null. OK: the stream has ended, or it has not given null yet. INVALID_ARGUMENT: a message did not
  // fit, and everything that is wrong with it is in the status; what came after it is not read. A handler that returns
  // an answer or OK all the same is answered with this. CANCELLED, DEADLINE_EXCEEDED: nobody waits any more.
  const Status& status() const { return failure_.status; }

 private:
  friend class ReadMessage<In>;
  friend class detail::MessageAwaiter<In>;
  friend struct detail::EndAccess;

  In* wait();
  In* decode();
  In* give_up(Status why) {
    if (!std::exchange(inlet_.ended, true)) failure_.status = std::move(why);
    return nullptr;
  }

  detail::Inlet inlet_;
  const detail::Line line_;
  In message_{};
  std::uint64_t count_ = 0;
  detail::Failure failure_;
};

// From writer.write().
template <class Out>
class [[nodiscard]] WriteMessage {
 public:
  using DuetAwaiter = detail::SendAwaiter<WriteMessage>;
  WriteMessage(detail::Outlet& outlet, const duet_request& request, const Out& message, std::uint32_t flags)
      : outlet_(outlet), request_(request), message_(message), flags_(flags) {}

  // In a handler that is a plain function: sends it, and waits until there is room for more.
  bool wait() const { return detail::send_and_wait(*this, "write()"); }

  detail::Outlet& outlet() const { return outlet_; }
  duet_code send() const {
    std::string& buffer = detail::answer_buffer();
    detail::write_message(request_, message_, buffer);
    const detail::PieceHead head(outlet_, flags_);
    const duet_slice piece = detail::slice_of(buffer);
    return outlet_.send(head.get(), &piece, 1);
  }

 private:
  detail::Outlet& outlet_;
  const duet_request& request_;
  const Out& message_;
  std::uint32_t flags_;
};

// From writer.send_headers().
class [[nodiscard]] WriteHeaders {
 public:
  using DuetAwaiter = detail::SendAwaiter<WriteHeaders>;
  explicit WriteHeaders(detail::Outlet& outlet) : outlet_(outlet) {}

  bool wait() const { return detail::send_and_wait(*this, "send_headers()"); }

  detail::Outlet& outlet() const { return outlet_; }
  duet_code send() const {
    if (outlet_.begun) return 0;
    const detail::PieceHead head(outlet_, 0);
    return outlet_.send(head.get(), nullptr, 0);
  }

 private:
  detail::Outlet& outlet_;
};

// The messages of the answer.
template <Model Out>
class Writer {
 public:
  explicit Writer(const detail::Line& line) : outlet_(line), request_(line.request) {}
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // `co_await writer.write(message)` sends a message, and waits while the caller lags behind. False when nobody waits
  // for more: the handler should end. `message` is a variable, which lives until then. Headers of the call go with the
  // first message, its trailers when the handler has returned. Throws std::runtime_error for a message that cannot be
  // encoded.
  WriteMessage<Out> write(const Out& message) { return {outlet_, request_, message, 0}; }
  WriteMessage<Out> write(const Out& message, Uncompressed) {
    return {outlet_, request_, message, DUET_REPLY_UNCOMPRESSED};
  }
  // Not temporary ones.
  WriteMessage<Out> write(Out&&) { return refuse_temporary<Out>(); }
  WriteMessage<Out> write(Out&&, Uncompressed) { return refuse_temporary<Out>(); }

  // `co_await writer.send_headers()` sends the headers of the call ahead of the first message, so that the caller
  // learns at once that the stream has begun. Like write() otherwise; without effect once something was sent.
  WriteHeaders send_headers() { return WriteHeaders(outlet_); }

 private:
  friend struct detail::EndAccess;

  template <class T>
  WriteMessage<Out> refuse_temporary() {
    static_assert(detail::kIsNamed<T>,
                  "the message of write() has to be a variable: `const Answer answer = ...; co_await "
                  "writer.write(answer)`; compilers destroy a temporary one twice");
    return {outlet_, request_, Out{}, 0};
  }

  detail::Outlet outlet_;
  const duet_request& request_;
};

template <Model In>
In* Reader<In>::wait() {
  detail::require_waiting(inlet_.may_wait, "read()");
  if (inlet_.ended) return nullptr;
  duet_slice slice{};
  int end = 0;
  if (inlet_.host->take(inlet_.host->host, inlet_.handle, &slice, &end) != 0) {
    const auto left = line_.call.time_left();
    return give_up(detail::end_of_call(left && left->count() <= 0));
  }
  const detail::OwnedSlice owned(slice);
  inlet_.piece = owned.text();
  inlet_.ended = end != 0;
  return decode();
}

template <Model In>
In* Reader<In>::decode() {
  if (inlet_.ended) return nullptr;
  message_ = In{};
  ++count_;
  auto failure = detail::read_message(line_.request, inlet_.piece, message_);
  if (!failure) return &message_;
  inlet_.ended = true;
  failure_ = {detail::of_message(count_, failure->status), failure->http_status};
  return nullptr;
}

}  // namespace duet
