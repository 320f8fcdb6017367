// The program `duet`, started as an admin would start it, on ports of its own choice.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace duet::test {

/// Starts `duet serve --config CONFIG` and waits until it says that it is ready; ends it with SIGTERM. The program's
/// output goes to this one's. Throws std::runtime_error with what happened if it does not become ready.
class SpawnedHost {
 public:
  SpawnedHost(const std::string& program, const std::string& config);
  ~SpawnedHost();
  SpawnedHost(const SpawnedHost&) = delete;
  SpawnedHost& operator=(const SpawnedHost&) = delete;

  std::uint16_t rest_port() const { return rest_port_; }
  std::uint16_t grpc_port() const { return grpc_port_; }

  /// Sends SIGTERM and waits for the end. The exit status, or minus the number of the signal that ended it.
  int terminate();

 private:
  void wait_until_ready();
  void note_ready(const std::string& line);

  pid_t pid_ = -1;
  int output_ = -1;
  std::uint16_t rest_port_ = 0;
  std::uint16_t grpc_port_ = 0;
};

}  // namespace duet::test
