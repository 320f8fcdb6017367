#include "plugins/plugin_backend.hpp"

#include <utility>

#include "base/log.hpp"
#include "core/code_map.hpp"
#include "core/method.hpp"
#include "plugins/barrier.hpp"
#include "plugins/text.hpp"

namespace duet::plugins {

PluginBackend::PluginBackend(std::shared_ptr<const Instance> instance, core::Dispatcher& dispatcher)
    : instance_(std::move(instance)), dispatcher_(dispatcher) {}

void PluginBackend::invoke(core::Call& call) {
  duet_request& request = call.asked();
  request.size = sizeof request;
  request.method = call.method->index;
  const duet_plugin& plugin = instance_->plugin();
  const auto thrown = thrown_by([&] { plugin.invoke(instance_->self(), call.handle(), &request, call.state()); });
  if (thrown) recover(call, "invoke()", *thrown);
}

void PluginBackend::cancel(core::Call& call) {
  const duet_plugin& plugin = instance_->plugin();
  if (!DUET_HAS(duet_plugin, &plugin, on_cancel)) return;
  const auto thrown = thrown_by([&] { plugin.on_cancel(instance_->self(), call.handle(), call.state()); });
  if (thrown) recover(call, "on_cancel()", *thrown);
}

void PluginBackend::resume(core::Call& call, std::uint64_t tag) {
  const duet_plugin& plugin = instance_->plugin();
  if (!DUET_HAS(duet_plugin, &plugin, on_resume)) return;  // The host table refuses it before.
  const auto thrown = thrown_by([&] { plugin.on_resume(instance_->self(), call.handle(), call.state(), tag); });
  if (thrown) recover(call, "on_resume()", *thrown);
}

void PluginBackend::receive(core::Call& call, std::string_view piece, bool end) {
  const duet_plugin& plugin = instance_->plugin();
  const duet_slice slice{reinterpret_cast<const std::uint8_t*>(piece.data()), piece.size(), nullptr, nullptr};
  const auto thrown = thrown_by(
      [&] { plugin.on_receive(instance_->self(), call.handle(), call.state(), slice, static_cast<int>(end)); });
  if (thrown) recover(call, "on_receive()", *thrown);
}

void PluginBackend::sendable(core::Call& call) {
  const duet_plugin& plugin = instance_->plugin();
  const auto thrown = thrown_by([&] { plugin.on_sendable(instance_->self(), call.handle(), call.state()); });
  if (thrown) recover(call, "on_sendable()", *thrown);
}

void PluginBackend::recover(core::Call& call, const char* function, const std::string& thrown) {
  base::log::write(base::log::Level::error, "a plugin threw an exception across the plugin boundary",
                   {{"plugin", instance_->name()},
                    {"method", call.method->full_name},
                    {"function", function},
                    {"what", thrown},
                    {"request_id", view(call.request.request_id)}});
  constexpr std::string_view kMessage = "internal error";
  duet_reply reply{};
  reply.size = sizeof reply;
  reply.code = core::kInternal;
  reply.message = borrow(kMessage);
  dispatcher_.finish(call.handle(), reply);  // False if the plugin had finished before it threw: nothing is owed then.
}

}  // namespace duet::plugins
