// A server in a process of its own, for tests that bring that process into trouble.
//
// usage: rest_serve ADDRESS PORT [ADDRESS PORT ...]
// Prints "error: MESSAGE", or a line "ADDRESS PORT" for each endpoint and "ready". Then it does what its input says,
// each line answered by one: "limit N" (of open files), "cpu" (milliseconds that it has used). It ends with its input.
#include <sys/resource.h>

#include <cstdlib>
#include <iostream>
#include <string>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "host/rest/rest_fixture.hpp"
#include "rest/server.hpp"

namespace {

void limit_open_files(rlim_t count) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = count;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

long cpu_ms() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000 + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1000;
}

void obey_input() {
  for (std::string line; std::getline(std::cin, line);) {
    if (line.starts_with("limit ")) {
      limit_open_files(std::stoul(line.substr(6)));
      std::cout << "limited" << std::endl;
    } else {
      std::cout << cpu_ms() << std::endl;
    }
  }
}

}  // namespace

int main(int count, char** arguments) {
  duet::rest::RestOptions options;
  options.listeners.clear();
  for (int i = 1; i + 1 < count; i += 2) {
    duet::rest::ListenerOptions listener;
    listener.address = arguments[i];
    listener.port = static_cast<std::uint16_t>(std::atoi(arguments[i + 1]));
    listener.reuse_port = true;
    options.listeners.push_back(listener);
  }
  rest_test::Fixture* used = nullptr;
  rest_test::Fixture fixture({{"GET", "/peer", "", [&used](duet::core::Call& call) {
                                 rest_test::finish(used->dispatcher, call.handle(), rest_test::view(call.request.peer));
                               }}});
  used = &fixture;
  duet::rest::Server server(fixture.dispatcher, options);
  const auto endpoints = server.start();
  if (!endpoints) {
    std::cout << "error: " << endpoints.error().message << std::endl;
    return 1;
  }
  for (const auto& endpoint : *endpoints) std::cout << endpoint.address << " " << endpoint.port << "\n";
  duet::base::log::write(duet::base::log::Level::info, "rest_serve is ready");
  std::cout << "ready" << std::endl;
  obey_input();
  server.stop_accepting();
  return server.drain(duet::base::monotonic_ns() + 10'000'000'000) ? 0 : 2;
}
