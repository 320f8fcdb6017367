// A gRPC door in a process of its own, for tests that bring that process into trouble.
//
// Prints its port. Then it does what its input says, each line answered by one: "exhaust" (open files until there is no
// descriptor left), "release" (close them). It ends with its input.
#include <fcntl.h>
#include <sys/resource.h>

#include <iostream>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "core/dispatcher.hpp"
#include "grpc/options.hpp"
#include "grpc/server.hpp"
#include "net/descriptor.hpp"

int main() {
  const rlimit limit{256, 256};
  ::setrlimit(RLIMIT_NOFILE, &limit);
  duet::core::Dispatcher dispatcher{duet::core::DispatcherOptions()};
  duet::grpc_door::GrpcOptions options;
  options.port = 0;
  options.threads = 2;
  duet::grpc_door::Server server(dispatcher, options);
  const auto port = server.start();
  if (!port.ok()) {
    std::cout << port.error().message << std::endl;
    return 1;
  }
  std::cout << *port << std::endl;
  // UBSan opens a pipe for the first object of each class that it meets: it has to meet the log's while it can.
  duet::base::log::write(duet::base::log::Level::info, "serving");
  duet::base::log::flush();
  std::vector<duet::net::Descriptor> files;
  for (std::string line; std::getline(std::cin, line);) {
    if (line == "release") {
      files.clear();
    } else {
      while (files.empty() || files.back().valid()) files.emplace_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    }
    std::cout << line << std::endl;
  }
}
