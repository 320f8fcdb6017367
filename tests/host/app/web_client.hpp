// A blocking HTTP client on one connection, with TLS or without.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

struct ssl_st;

namespace duet::test {

class WebClient {
 public:
  /// Connects to 127.0.0.1; by TLS if `tls`, trusting everybody. Nothing if nobody listens there.
  static std::optional<WebClient> connect(std::uint16_t port, bool tls);
  /// To a Unix socket.
  static std::optional<WebClient> connect(const std::string& path);

  void send(const std::string& bytes);
  /// "GET PATH HTTP/1.1".
  void get(const std::string& path);

  struct Answer {
    int status = 0;  // 0: the connection was closed before one came
    std::string head;
    std::string body;
  };
  /// The next answer of those with a Content-Length.
  Answer read();
  /// Waits for the end. True if nothing but the end came.
  bool is_closed();
  /// Nothing else may be called from then on.
  void close();
  /// "CN=..." of the server's certificate.
  std::string server_name() const;

 private:
  struct Socket;
  WebClient(int socket, std::shared_ptr<ssl_st> ssl);
  static std::optional<WebClient> start(int socket, bool tls);
  bool receive();

  std::shared_ptr<Socket> socket_;
  std::shared_ptr<ssl_st> ssl_;
  std::string received_;
};

}  // namespace duet::test
