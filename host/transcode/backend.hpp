// A backend that stands before one that does not speak what the doors do, and translates between them.
#pragma once

#include <memory>
#include <unordered_map>

#include "core/backend.hpp"
#include "core/catalog.hpp"
#include "core/dispatcher.hpp"
#include "transcode/message_types.hpp"

namespace duet::transcode {

/// Gives calls on to the backend behind it. A call whose encodings that one speaks is given on as it is. Any other
/// becomes one whole message in an encoding that it does speak (body_field "*", neither path nor query), and its answer
/// what the door asked for. A request that does not fit is answered in the words that the SDK has for it; an answer
/// that is no message becomes INTERNAL, with the reason in the log only.
class TranscodingBackend final : public core::Backend {
 public:
  TranscodingBackend(std::shared_ptr<core::Backend> behind, core::Dispatcher& dispatcher);
  ~TranscodingBackend() override;

  /// Learns the types of its methods from the catalog that mounts it, which owns it. Once, before it serves.
  void mount(const core::Catalog& catalog);

  void invoke(core::Call& call) override;
  void cancel(core::Call& call) override { behind_->cancel(call); }
  void resume(core::Call& call, std::uint64_t tag) override { behind_->resume(call, tag); }
  void receive(core::Call& call, std::string_view piece, bool end) override { behind_->receive(call, piece, end); }
  void sendable(core::Call& call) override { behind_->sendable(call); }

  struct Types {
    const MessageType* input;
    const MessageType* output;
  };

 private:
  const std::shared_ptr<core::Backend> behind_;
  core::Dispatcher& dispatcher_;
  std::unique_ptr<MessageTypes> message_types_;
  std::unordered_map<const core::Method*, Types> types_;
};

}  // namespace duet::transcode
