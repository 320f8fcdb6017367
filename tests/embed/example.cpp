// An example of embedding: a program of its own that serves a service compiled into it, and a plugin from a shared
// library.
//
//   embed_example PATH/TO/items.so     serves until its input ends
#include <duet/host.hpp>

#include <cstdio>
#include <iostream>

#include "greeter.hpp"

int main(int argc, char** argv) {
  duet::Host host;
  host.rest("127.0.0.1", 0);
  host.grpc("127.0.0.1", 0);
  host.mount("greeter", duet::plugin_table<greeter::Greeter>());
  if (argc > 1) host.plugin("items", argv[1], R"({"page_size_default": 10})");

  if (const duet::Status status = host.start(); !status.ok()) {
    std::cerr << status.message() << '\n';
    return 1;
  }
  std::cout << "ready: REST http://127.0.0.1:" << host.rest_port() << ", gRPC 127.0.0.1:" << host.grpc_port()
            << std::endl;
  while (std::getchar() != EOF) {
  }
  return host.stop().ok() ? 0 : 1;
}
