// A service that is compiled into a program, with no shared library of its own.
#pragma once

#include <duet/plugin.hpp>

#include <string>

namespace greeter {

struct HelloRequest {
  std::string name;
};
DUET_MODEL(HelloRequest, DUET_FIELD(1, name, duet::length(1, 40)));

struct HelloResponse {
  std::string greeting;
};
DUET_MODEL(HelloResponse, DUET_FIELD(1, greeting));

class Greeter {
 public:
  explicit Greeter(duet::PluginContext) {}

  duet::Result<HelloResponse> hello(const HelloRequest& request, duet::Call&) {
    return HelloResponse{"Hello, " + request.name + "!"};
  }

  static void describe(duet::Plugin<Greeter>& plugin) {
    plugin.id("com.example.greeter").version("1.0.0");
    auto& service = plugin.service("greeter.v1.Greeter").doc("Greets by name.");
    service.unary("Hello", &Greeter::hello).get("/hello/{name}").doc("Says hello.");
  }
};

}  // namespace greeter
