// What `duet check` says of the doors without opening them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/certificates.hpp"
#include "config/config.hpp"

namespace duet::app::cli {

struct DoorReport {
  std::vector<std::string> lines;     // where the doors will be, and with which certificates
  std::vector<std::string> warnings;  // what is no mistake on some machine at some time, but may be one here and now
};

/// `now_s` in seconds since 1970. Looks at this machine's interfaces and file system.
DoorReport report_doors(const config::Config& config, const Certificates& certificates, std::int64_t now_s);

}  // namespace duet::app::cli
