// From what a handler has returned to what the host is told.
#pragma once

#include <optional>
#include <utility>

#include "../result.hpp"
#include "answer.hpp"
#include "write_answer.hpp"

namespace duet::detail {

// What a handler has returned is the answer's error, or the answer itself, which is in answer_buffer() then unless it
// was streamed. Throws if it cannot be encoded.
template <class Traits>
std::optional<Failure> settle(const duet_request& request, typename Traits::Value result, const Failure* unread,
                              Call& call, Answer& answer) {
  answer.take_from(call);
  if (!result.ok()) {
    Failure failure;
    if constexpr (std::is_same_v<typename Traits::Value, Status>)
      failure.status = std::move(result);
    else
      failure.status = std::move(result).status();
    // The handler has passed on what its reader told it.
    const bool is_same = unread && unread->status.code() == failure.status.code() &&
                         unread->status.message() == failure.status.message();
    if (is_same) failure.http_status = unread->http_status;
    return failure;
  }
  if (unread) return *unread;
  if constexpr (!Traits::kGivesStream) write_answer(request, *result, answer);
  return std::nullopt;
}

template <class Traits>
void finish(const Answer& answer, const std::optional<Failure>& failure) noexcept {
  if (failure) return answer.finish_with(*failure);
  if constexpr (Traits::kGivesStream)
    answer.finish_stream();
  else
    answer.finish_with_body();
}

}  // namespace duet::detail
