// A server that tells its clients who they are.
#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "host/rest/client.hpp"
#include "host/rest/rest_fixture.hpp"
#include "rest/server.hpp"

namespace rest_test {

inline duet::rest::ListenerOptions at(const std::string& address, std::uint16_t port = 0) {
  duet::rest::ListenerOptions listener;
  listener.address = address;
  listener.port = port;
  return listener;
}

inline duet::rest::RestOptions listening(std::vector<duet::rest::ListenerOptions> listeners) {
  duet::rest::RestOptions options;
  options.listeners = std::move(listeners);
  options.threads = 3;
  return options;
}

/// Answers GET /peer with the client's address.
struct PeerServer : Fixture {
  explicit PeerServer(const duet::rest::RestOptions& options)
      : Fixture({{"GET", "/peer", "",
                  [this](duet::core::Call& call) { finish(dispatcher, call.handle(), view(call.request.peer)); }}}),
        server(dispatcher, options) {}

  /// The first endpoint's port. The test ends if the server does not start.
  std::uint16_t start() {
    auto started = server.start();
    REQUIRE_MESSAGE(started.ok(), (started.ok() ? "" : started.error().message));
    endpoints = *started;
    return endpoints.front().port;
  }
  /// Why it does not start.
  std::string refusal() {
    auto started = server.start();
    return started.ok() ? "it starts" : started.error().message;
  }

  std::vector<duet::net::Endpoint> endpoints;
  duet::rest::Server server;
};

inline const std::string kAskPeer = "GET /peer HTTP/1.1\r\nHost: h\r\n\r\n";

/// The body of the next answer if it is a 200, else the whole answer.
inline std::string ok_body(Client& client) {
  const std::string answer = client.answer();
  return answer.starts_with("HTTP/1.1 200 OK\r\n") ? answer.substr(answer.find("\r\n\r\n") + 4) : answer;
}

/// What the server takes `client` for.
inline std::string peer_of(Client& client) {
  client.send(kAskPeer);
  return ok_body(client);
}
inline std::string peer_of(Client&& client) { return peer_of(client); }

/// A folder of the test's own, removed with it.
struct Folder {
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "duet-rest-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) FAIL("no folder can be made for this test");
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string operator/(const std::string& name) const { return (path / name).string(); }

  std::filesystem::path path;
};

inline bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace rest_test
