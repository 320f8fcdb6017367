#include "plugins/instance.hpp"

#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "core/code_map.hpp"
#include "plugins/barrier.hpp"
#include "plugins/description.hpp"
#include "plugins/text.hpp"

namespace duet::plugins {
namespace {

duet_error empty_error() {
  duet_error error{};
  error.size = sizeof error;
  return error;
}

InstanceError explain(std::string_view function, duet_code code, const duet_error& error) {
  std::string reason = terminated(error.message);
  if (reason.empty()) reason = "it gives no reason (" + std::string(core::code_name(core::known_code(code))) + ")";
  std::string field = terminated(error.field);
  if (field.empty()) reason = std::string(function) + " failed: " + reason;
  return {std::move(reason), std::move(field)};
}

InstanceError explain_thrown(std::string_view function, const std::string& thrown) {
  return {std::string(function) + " threw an exception: " + thrown, {}};
}

// What threads that a plugin could not end may still use. Never freed.
void keep_for_ever(std::unique_ptr<HostTable> host, void* self) {
  struct Kept {
    std::mutex mutex;
    std::vector<std::pair<std::unique_ptr<HostTable>, void*>> all;  // guarded by mutex
  };
  static auto* const kept = new Kept;
  const std::lock_guard lock(kept->mutex);
  kept->all.emplace_back(std::move(host), self);
}

}  // namespace

Instance::Instance(const Library& library, const duet_description& description, const InstanceOptions& options,
                   core::Dispatcher& dispatcher)
    : library_(library),
      description_(description),
      name_(options.name),
      stop_grace_ns_(options.stop_grace_ns),
      host_(std::make_unique<HostTable>(dispatcher, options.name, DUET_HAS(duet_plugin, &library.table(), on_resume))) {
}

Instance::Created Instance::create(const Library& library, const InstanceOptions& options,
                                   core::Dispatcher& dispatcher) {
  auto description = describe(library);
  if (!description) return InstanceError{std::move(description).error().message, {}};

  const std::shared_ptr<Instance> instance(new Instance(library, **description, options, dispatcher));
  duet_error error = empty_error();
  duet_code code = core::kOk;
  void* self = nullptr;
  const auto thrown = thrown_by(
      [&] { code = library.table().create(instance->host_->table(), borrow(options.settings), &self, &error); });
  if (thrown) return explain_thrown("create()", *thrown);
  if (code != core::kOk) return explain("create()", code, error);
  instance->self_ = self;
  instance->created_ = true;
  return instance;
}

Instance::Done Instance::start() {
  duet_error error = empty_error();
  duet_code code = core::kOk;
  if (const auto thrown = thrown_by([&] { code = plugin().start(self_, &error); })) {
    return explain_thrown("start()", *thrown);
  }
  if (code != core::kOk) return explain("start()", code, error);
  state_ = State::kStarted;
  return {};
}

Instance::Done Instance::stop(std::int64_t deadline_ns) {
  if (state_ != State::kStarted) return {};
  state_ = State::kAbandoned;
  duet_error error = empty_error();
  duet_code code = core::kOk;
  if (const auto thrown = thrown_by([&] { code = plugin().stop(self_, deadline_ns, &error); })) {
    return explain_thrown("stop()", *thrown);
  }
  if (code != core::kOk) return explain("stop()", code, error);
  state_ = State::kStopped;
  return {};
}

Instance::~Instance() {
  if (!created_) return;
  if (auto stopped = stop(base::monotonic_ns() + stop_grace_ns_); !stopped) {
    base::log::write(base::log::Level::error, "a plugin cannot stop",
                     {{"plugin", name_}, {"reason", stopped.error().message}});
  }
  if (state_ == State::kAbandoned) {
    base::log::write(base::log::Level::warn, "a plugin instance that could not stop stays in memory",
                     {{"plugin", name_}});
    keep_for_ever(std::move(host_), self_);
    return;
  }
  if (const auto thrown = thrown_by([&] { plugin().destroy(self_); })) {
    base::log::write(base::log::Level::error, "a plugin cannot be destroyed",
                     {{"plugin", name_}, {"reason", explain_thrown("destroy()", *thrown).message}});
  }
}

}  // namespace duet::plugins
