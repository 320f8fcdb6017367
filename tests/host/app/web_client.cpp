#include "host/app/web_client.hpp"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace duet::test {

struct WebClient::Socket {
  explicit Socket(int opened) : descriptor(opened) {}
  ~Socket() { ::close(descriptor); }
  const int descriptor;
};

WebClient::WebClient(int socket, std::shared_ptr<ssl_st> ssl)
    : socket_(std::make_shared<Socket>(socket)), ssl_(std::move(ssl)) {}

std::optional<WebClient> WebClient::connect(std::uint16_t port, bool tls) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return start(socket, tls);
  ::close(socket);
  return std::nullopt;
}

std::optional<WebClient> WebClient::connect(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return start(socket, false);
  ::close(socket);
  return std::nullopt;
}

std::optional<WebClient> WebClient::start(int socket, bool tls) {
  if (!tls) return WebClient(socket, nullptr);
  const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  WebClient client(socket, std::shared_ptr<SSL>(SSL_new(context.get()), SSL_free));
  SSL_set_fd(client.ssl_.get(), socket);
  if (SSL_connect(client.ssl_.get()) != 1) return std::nullopt;
  return client;
}

void WebClient::send(const std::string& bytes) {
  const auto sent = ssl_ ? SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()))
                         : ::send(socket_->descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (std::cmp_not_equal(sent, bytes.size())) throw std::runtime_error("the connection takes no bytes");
}

void WebClient::get(const std::string& path) { send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"); }

bool WebClient::receive() {
  std::array<char, 4096> buffer;
  const auto got = ssl_ ? SSL_read(ssl_.get(), buffer.data(), buffer.size())
                        : ::recv(socket_->descriptor, buffer.data(), buffer.size(), 0);
  if (got <= 0) return false;
  received_.append(buffer.data(), static_cast<std::size_t>(got));
  return true;
}

WebClient::Answer WebClient::read() {
  std::size_t head = 0;
  while ((head = received_.find("\r\n\r\n")) == std::string::npos) {
    if (!receive()) return {};
  }
  Answer answer;
  answer.head = received_.substr(0, head + 2);
  answer.status = std::stoi(answer.head.substr(std::strlen("HTTP/1.1 ")));
  const std::string field = "\r\nContent-Length: ";
  const std::size_t at = answer.head.find(field);
  const std::size_t length = at == std::string::npos ? 0 : std::stoul(answer.head.substr(at + field.size()));
  received_.erase(0, head + 4);
  while (received_.size() < length) {
    if (!receive()) return {};
  }
  answer.body = received_.substr(0, length);
  received_.erase(0, length);
  return answer;
}

bool WebClient::is_closed() { return received_.empty() && !receive(); }

void WebClient::close() {
  ssl_.reset();
  socket_.reset();
}

std::string WebClient::server_name() const {
  const std::shared_ptr<X509> certificate(SSL_get1_peer_certificate(ssl_.get()), X509_free);
  std::array<char, 256> name{};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name.data(), name.size());
  return "CN=" + std::string(name.data());
}

}  // namespace duet::test
