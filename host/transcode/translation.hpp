// One call that is translated: its request, and later its answer.
#pragma once

#include <duet/service/answer.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/call.hpp"
#include "transcode/backend.hpp"
#include "transcode/write_reply.hpp"

namespace duet::transcode {

/// Does the method's backend understand the call as it is?
bool is_understood(const core::Call& call);

class CallTranslation final : public core::Translation {
 public:
  CallTranslation(const core::Call& call, const TranscodingBackend::Types& types);

  /// Makes `asked` from the call's request, or tells what is wrong with that. @throws std::bad_alloc
  std::optional<detail::Failure> translate_request();

  void reply(const core::Call& call, duet_reply& reply) noexcept override;
  bool receive(core::Call& call, std::string& message) noexcept override;
  bool send(core::Call& call, std::span<const duet_slice> message, std::string& translated) noexcept override;

 private:
  std::optional<detail::Failure> translate_message(const duet_request& request, std::string& out) const;
  bool translate_answer(std::span<const duet_slice> answer, ReplyBody& body, std::string& problem) const;
  bool translate_reply(const duet_reply& reply, std::string& problem);
  void hand_over_reply(duet_reply& reply);

  const core::Call& call_;
  const TranscodingBackend::Types& types_;
  std::string request_body_;
  duet_slice request_slice_{};
  std::string reply_body_;
  duet_slice reply_slice_{};
  std::string content_type_;
  std::vector<duet_kv> metadata_;
};

}  // namespace duet::transcode
