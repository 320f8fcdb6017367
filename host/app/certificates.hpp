// The certificates that the configuration names for the doors.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "config/config.hpp"
#include "tls/store.hpp"

namespace duet::app {

/// One for each door that speaks TLS, else null.
struct Certificates {
  std::shared_ptr<tls::Store> rest;
  std::shared_ptr<tls::Store> grpc;
};

/// Reads and checks the files for every door that is enabled. Errors, one line each, begin with the place in the
/// configuration. Any thread.
base::Result<Certificates, std::vector<std::string>> load_certificates(const config::Config& config);

}  // namespace duet::app
