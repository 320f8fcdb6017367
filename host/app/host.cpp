#include <duet/host.hpp>

#include <utility>

#include "app/runtime.hpp"
#include "base/log.hpp"
#include "config/load.hpp"

namespace duet {
namespace {

Status to_status(const app::Errors& errors) {
  std::string message;
  for (const std::string& error : errors) message += (message.empty() ? "" : "\n") + error;
  return Status(Code::kFailedPrecondition, std::move(message));
}

}  // namespace

class Host::Impl {
 public:
  config::Config config;
  std::vector<app::BuiltIn> built_in;
  std::unique_ptr<app::Runtime> runtime;

  Status take(base::Result<config::Config, config::Errors> read) {
    if (!read) return to_status(read.error());
    config = std::move(*read);
    return {};
  }
};

Host::Host() : impl_(std::make_unique<Impl>()) {}
Host::~Host() { (void)stop(); }

Status Host::load(const std::string& file) { return impl_->take(config::load(file)); }

Status Host::configure(std::string_view toml) { return impl_->take(config::parse(toml, "configuration")); }

void Host::rest(std::string address, std::uint16_t port) {
  impl_->config.rest.enabled = true;
  impl_->config.rest.listener.clear();
  impl_->config.rest.listen.address = std::move(address);
  impl_->config.rest.listen.port = port;
}

void Host::grpc(std::string address, std::uint16_t port) {
  impl_->config.grpc.enabled = true;
  impl_->config.grpc.address = std::move(address);
  impl_->config.grpc.port = port;
}

void Host::disable_rest() { impl_->config.rest.enabled = false; }
void Host::disable_grpc() { impl_->config.grpc.enabled = false; }

void Host::plugin(std::string name, std::string file, std::string settings) {
  config::Plugin& plugin = impl_->config.plugin.emplace_back();
  plugin.name = std::move(name);
  plugin.file = std::filesystem::absolute(file);
  plugin.settings = std::move(settings);
}

void Host::mount(std::string name, const duet_plugin* table, std::string settings) {
  app::BuiltIn& built_in = impl_->built_in.emplace_back();
  built_in.plugin.name = std::move(name);
  built_in.plugin.settings = std::move(settings);
  built_in.table = table;
}

Status Host::start() {
  if (impl_->runtime) return Status(Code::kFailedPrecondition, "the host runs already");
  const auto& log = impl_->config.log;
  if (auto configured = base::log::configure({log.level, log.format, {}}); !configured) {
    return Status(Code::kFailedPrecondition, configured.error().message);
  }
  auto runtime = std::make_unique<app::Runtime>(impl_->config, impl_->built_in);
  if (auto started = runtime->start(); !started) return to_status(started.error());
  impl_->runtime = std::move(runtime);
  return {};
}

std::uint16_t Host::rest_port() const {
  return impl_->runtime ? impl_->runtime->doors().rest_port() : std::uint16_t{0};
}
std::uint16_t Host::grpc_port() const {
  return impl_->runtime ? impl_->runtime->doors().grpc_port() : std::uint16_t{0};
}

void Host::look_at_certificates() {
  if (impl_->runtime) impl_->runtime->look_at_certificates();
}

Status Host::stop() {
  if (!impl_->runtime) return {};
  const auto stopped = impl_->runtime->stop();
  impl_->runtime.reset();
  return stopped ? Status() : to_status(stopped.error());
}

}  // namespace duet
