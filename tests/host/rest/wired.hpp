// A client of the golden host that speaks HTTP and WebSocket, with the clock in the test's hands.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "host/rest/golden/golden_host.hpp"

namespace rest_test {

constexpr std::int64_t kSecond = 1'000'000'000;

/// "GET /quiet/1" and fields, each with its CRLF.
inline std::string request(std::string_view line, std::string_view fields = {}) {
  return std::string(line).append(" HTTP/1.1\r\nHost: h\r\n").append(fields).append("\r\n");
}

inline std::string upgrade(std::string_view path, std::string_view fields = {}) {
  return request("GET " + std::string(path),
                 "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
                     std::string(fields));
}

/// A frame of a client, of at most 65535 bytes.
inline std::string frame(int opcode, std::string_view payload) {
  constexpr std::string_view kMask = "\x01\x02\x03\x04";
  std::string bytes{static_cast<char>(0x80 | opcode)};
  if (payload.size() < 126) {
    bytes.push_back(static_cast<char>(0x80 | payload.size()));
  } else {
    bytes.push_back(static_cast<char>(0xfe));
    bytes.push_back(static_cast<char>(payload.size() >> 8));
    bytes.push_back(static_cast<char>(payload.size() & 0xff));
  }
  bytes.append(kMask);
  for (std::size_t i = 0; i < payload.size(); ++i) bytes.push_back(static_cast<char>(payload[i] ^ kMask[i % 4]));
  return bytes;
}
inline std::string text(std::string_view payload) { return frame(1, payload); }

/// A connection to the host, and what has come by it since it was last asked.
class Wired {
 public:
  explicit Wired(golden::GoldenHost& host) : wire(host) {}

  void send(std::string_view bytes) { wire.send(bytes); }
  /// What has come, with all that it leads to.
  std::string read() {
    wire.collect();
    wire.read_all();
    const std::string piece = wire.output().substr(seen_);
    seen_ = wire.output().size();
    return piece;
  }
  /// The same without the head of an answer, which must be there.
  std::string read_content() {
    const std::string all = read();
    const std::size_t end = all.find("\r\n\r\n");
    return end == std::string::npos ? "no head: " + all : all.substr(end + 4);
  }
  /// Lets `seconds` pass, a quarter of one at a time, and reads all the while.
  std::string pass(double seconds) {
    std::string all;
    for (double left = seconds; left > 0; left -= 0.25) {
      wire.tick(kSecond / 4);
      all += read();
    }
    return all;
  }

  golden::Wire wire;

 private:
  std::size_t seen_ = 0;
};

}  // namespace rest_test
