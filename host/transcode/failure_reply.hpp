// A failure as the reply of a call.
#pragma once

#include <duet/service/answer.hpp>
#include <duet/status_details.hpp>
#include <string>
#include <string_view>

namespace duet::transcode {

/// Borrows the failure's message; lives as long as the reply is used.
class FailureReply {
 public:
  explicit FailureReply(const detail::Failure& failure) : details_(detail::encode_details(failure.status)) {
    const std::string_view message = failure.status.message();
    reply_.size = sizeof reply_;
    reply_.code = static_cast<duet_code>(failure.status.code());
    reply_.http_status = failure.http_status;
    reply_.message = {message.data(), message.size()};
    reply_.details = {reinterpret_cast<const std::uint8_t*>(details_.data()), details_.size(), nullptr, nullptr};
  }
  FailureReply(const FailureReply&) = delete;
  FailureReply& operator=(const FailureReply&) = delete;

  const duet_reply& reply() const { return reply_; }

 private:
  std::string details_;
  duet_reply reply_{};
};

}  // namespace duet::transcode
