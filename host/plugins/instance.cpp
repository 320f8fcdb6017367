#include "plugins/instance.hpp"

#include <utility>

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

}  // namespace

Instance::Instance(const Library& library, const duet_description& description, const InstanceOptions& options,
                   core::Dispatcher& dispatcher)
    : library_(library),
      description_(description),
      name_(options.name),
      stop_grace_ns_(options.stop_grace_ns),
      host_(std::make_unique<HostTable>(dispatcher, options.name, DUET_HAS(duet_plugin, &library.table(), on_resume))) {
}

InstanceError Instance::explain(const char* function, duet_code code, const duet_error& error) const {
  std::string reason = terminated(error.message);
  if (reason.empty()) reason = "it gives no reason (" + std::string(core::code_name(core::known_code(code))) + ")";
  return {"plugin '" + name_ + "': " + function + " failed: " + reason, terminated(error.field)};
}

InstanceError Instance::explain_thrown(const char* function, const std::string& thrown) const {
  return {"plugin '" + name_ + "': " + function + " threw an exception: " + thrown, {}};
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
  if (thrown) return instance->explain_thrown("create()", *thrown);
  if (code != core::kOk) return instance->explain("create()", code, error);
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
    base::log::write(base::log::Level::error, stopped.error().message, {{"plugin", name_}});
  }
  if (state_ == State::kAbandoned) {
    base::log::write(base::log::Level::warn, "a plugin instance that could not stop stays in memory",
                     {{"plugin", name_}});
    (void)host_.release();  // Its threads may still use the host table.
    return;
  }
  if (const auto thrown = thrown_by([&] { plugin().destroy(self_); })) {
    base::log::write(base::log::Level::error, explain_thrown("destroy()", *thrown).message, {{"plugin", name_}});
  }
}

}  // namespace duet::plugins
