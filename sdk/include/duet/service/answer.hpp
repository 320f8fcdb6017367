// Handing the answer of a call to the host.
#pragma once

#include <cstdint>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../call.hpp"
#include "../status_details.hpp"

namespace duet::detail {

// An error, with what REST answers where that is not to be derived from the code.
struct Failure {
  Status status;
  std::uint32_t http_status = 0;
};

// Bodies up to this size are lent to the host, which copies them; larger ones change hands.
inline constexpr std::size_t kLentBytesMax = 16 * 1024;

// Where answers are encoded. Keeps its memory between calls; one a thread, and no more than kLentBytesMax and a bit.
inline std::string& answer_buffer() {
  thread_local std::string buffer;
  return buffer;
}

// The bytes in `buffer`, lent or handed over.
inline duet_slice slice_of(std::string& buffer) noexcept {
  if (buffer.size() > kLentBytesMax) {
    if (auto* owner = new (std::nothrow) std::string) {
      owner->swap(buffer);
      return {reinterpret_cast<const std::uint8_t*>(owner->data()), owner->size(), owner,
              [](void* bytes) { delete static_cast<std::string*>(bytes); }};
    }
  }
  return {reinterpret_cast<const std::uint8_t*>(buffer.data()), buffer.size(), nullptr, nullptr};
}

// The host's side of a call in progress, and what goes out beside the answer.
class Answer {
 public:
  Answer(const duet_host* host, duet_call call) : host_(host), call_(call) {}

  // What the handler has set on its call.
  void take_from(Call& call) {
    headers_ = call.take_headers();
    trailers_ = call.take_trailers();
    http_status_ = call.chosen_http_status();
    flags_ = call.reply_flags();
  }
  // In place of any header of that name; `name` is in lower case.
  void set_header(std::string_view name, std::string_view value) {
    std::erase_if(headers_, [name](const auto& header) { return header.first == name; });
    headers_.emplace_back(name, value);
  }

  // Sends what is in answer_buffer().
  void finish_with_body() const noexcept {
    const duet_slice body = slice_of(answer_buffer());
    duet_reply reply = empty_reply();
    reply.http_status = http_status_;
    reply.flags = flags_;
    reply.body = &body;
    reply.n_body = 1;
    send(reply);
  }
  // Of an answer that was streamed: ends it.
  void finish_stream() const noexcept {
    duet_reply reply = empty_reply();
    reply.http_status = http_status_;
    send(reply);
  }

  void finish_with(const Failure& failure) const noexcept {
    duet_reply reply = empty_reply();
    reply.code = static_cast<duet_code>(failure.status.code());
    reply.http_status = failure.http_status;
    reply.message = to_abi(failure.status.message());
    std::string details;
    try {
      details = encode_details(failure.status);
    } catch (const std::exception&) {
      details.clear();  // Out of memory: the code and the text still arrive.
    }
    reply.details = {reinterpret_cast<const std::uint8_t*>(details.data()), details.size(), nullptr, nullptr};
    send(reply);
  }

  // For what was thrown: the text goes to the log, never to the caller. To be called in a catch block.
  void finish_with_current_exception(std::string_view method) const noexcept {
    log_current_exception(method);
    duet_reply reply = empty_reply();
    reply.code = static_cast<duet_code>(Code::kInternal);
    reply.message = to_abi("internal error");
    host_->finish(host_->host, call_, &reply);
  }

 private:
  static duet_reply empty_reply() {
    duet_reply reply{};
    reply.size = sizeof reply;
    return reply;
  }

  void send(duet_reply& reply) const noexcept {
    std::vector<duet_kv> headers, trailers;
    try {
      headers = to_pairs(headers_);
      trailers = to_pairs(trailers_);
    } catch (const std::exception&) {
      headers.clear();  // Out of memory: better an answer without headers than none.
      trailers.clear();
    }
    reply.metadata = headers.data();
    reply.n_metadata = headers.size();
    reply.trailers = trailers.data();
    reply.n_trailers = trailers.size();
    host_->finish(host_->host, call_, &reply);
  }

  void log_current_exception(std::string_view method) const noexcept {
    try {
      const Log log(host_, call_);
      try {
        throw;
      } catch (const std::exception& error) {
        log.error("{} threw an exception: {}", method, error.what());
      } catch (...) {
        log.error("{} threw something that is not a std::exception", method);
      }
    } catch (...) {
      return;  // The log itself failed; the call is still to be answered.
    }
  }

  const duet_host* host_;
  duet_call call_;
  HeaderList headers_;
  HeaderList trailers_;
  std::uint32_t http_status_ = 0;
  std::uint32_t flags_ = 0;
};

}  // namespace duet::detail
