#include "grpc/grpc_log.hpp"

#include <grpc/support/log.h>

#include <string>
#include <string_view>

#include "base/log.hpp"

namespace duet::grpc_door {
namespace {

void write_line(gpr_log_func_args* line) {
  // Whoever scans the network for open ports would fill the log.
  const std::string_view message(line->message);
  const bool by_client = message.starts_with("Handshake failed") || message.starts_with("Failed getpeername");
  const bool is_error = line->severity == GPR_LOG_SEVERITY_ERROR && !by_client;
  const auto level = is_error ? base::log::Level::warn : base::log::Level::debug;
  if (!base::log::enabled(level)) return;
  std::string_view file(line->file);
  file.remove_prefix(file.rfind('/') + 1);  // npos + 1 is 0: a name without a folder stays as it is
  base::log::write(level, "gRPC says",
                   {{"what", line->message}, {"at", std::string(file) + ':' + std::to_string(line->line)}});
}

}  // namespace

void route_grpc_log() { gpr_set_log_function(write_line); }

}  // namespace duet::grpc_door
