#include "transcode/backend.hpp"

#include <utility>

#include "transcode/failure_reply.hpp"
#include "transcode/translation.hpp"

namespace duet::transcode {
namespace {

// The files of the plugin that the backend stands for.
MessageTypes::Contract contract_of(const core::Backend& backend, const core::Catalog& catalog) {
  MessageTypes::Contract files;
  for (const auto& method : catalog.methods()) {
    if (method->backend.get() != &backend) continue;
    for (const std::string& name : catalog.schema().files_of(method->plugin)) {
      files.push_back(catalog.schema().pool().FindFileByName(name));
    }
    break;
  }
  return files;
}

}  // namespace

TranscodingBackend::TranscodingBackend(std::shared_ptr<core::Backend> behind, core::Dispatcher& dispatcher)
    : behind_(std::move(behind)), dispatcher_(dispatcher) {}

TranscodingBackend::~TranscodingBackend() = default;

void TranscodingBackend::mount(const core::Catalog& catalog) {
  const pb::DescriptorPool& pool = catalog.schema().pool();
  message_types_ = std::make_unique<MessageTypes>(pool, contract_of(*this, catalog));
  for (const auto& method : catalog.methods()) {
    if (method->backend.get() != this || method->spoken == method->encodings) continue;
    const auto* const contract = pool.FindServiceByName(method->service)->FindMethodByName(method->name);
    types_[method.get()] = {&message_types_->of(*contract->input_type()),
                            &message_types_->of(*contract->output_type())};
  }
}

void TranscodingBackend::invoke(core::Call& call) {
  const auto types = types_.find(call.method);
  if (types != types_.end() && !is_understood(call)) {
    auto translation = std::make_unique<CallTranslation>(call, types->second);
    if (const auto failure = translation->translate_request()) {
      dispatcher_.finish(call.handle(), FailureReply(*failure).reply());
      return;
    }
    call.translate(std::move(translation));
  }
  behind_->invoke(call);
}

}  // namespace duet::transcode
