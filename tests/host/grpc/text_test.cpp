// The small pure parts of the door.
#include <doctest/doctest.h>

#include "grpc/metadata.hpp"
#include "grpc/status_text.hpp"

namespace duet::grpc_door {
namespace {

TEST_CASE("status text") {
  CHECK(is_sendable(""));
  CHECK(is_sendable("f\xC3\xBCr \xF0\x9F\x8E\xBB"));
  CHECK_FALSE(is_sendable("\xC3"));
  CHECK_FALSE(is_sendable("a\xED\xA0\x80"));
  CHECK(is_sendable(std::string(kLongestMessage, 'x')));
  CHECK_FALSE(is_sendable(std::string(kLongestMessage + 1, 'x')));

  CHECK(sendable("plain") == "plain");
  CHECK(sendable("a\xFFz") == "a\xEF\xBF\xBDz");
  CHECK(sendable("\xC3") == "\xEF\xBF\xBD");
  // Cut between two characters, never inside one.
  for (const std::size_t ascii : {0, 1, 2, 3}) {
    std::string text(ascii, 'a');
    while (text.size() <= kLongestMessage) text += "\xE2\x82\xAC";
    const std::string cut = sendable(text);
    CHECK(cut.size() <= kLongestMessage);
    CHECK(is_sendable(cut));
    CHECK(cut.ends_with("..."));
  }
}

TEST_CASE("the transport's own metadata") {
  for (const char* key : {"", ":path", "te", "content-type", "content-length", "content-encoding", "grpc-timeout",
                          "grpc-trace-bin", "connect-protocol-version", "connection", "host", "keep-alive",
                          "proxy-connection", "trailer", "transfer-encoding", "upgrade"}) {
    CAPTURE(key);
    CHECK(is_transport_key(key));
  }
  for (const char* key : {"authorization", "user-agent", "x-request-id", "grpc", "tea", "data-bin", "traceparent",
                          "cookie", "set-cookie", "content-language", "connected", "hostname", "priority"}) {
    CAPTURE(key);
    CHECK_FALSE(is_transport_key(key));
  }
}

TEST_CASE("outgoing metadata takes only what HTTP/2 can carry") {
  OutgoingMetadata metadata;
  CHECK(metadata.add("key", "value"));
  CHECK(metadata.add("any-bin", std::string("\0\n\xff", 3)));
  CHECK(metadata.add("empty", ""));
  CHECK_FALSE(metadata.add("Upper", "x"));
  CHECK_FALSE(metadata.add("with space", "x"));
  CHECK_FALSE(metadata.add("", "x"));
  CHECK_FALSE(metadata.add("key", "line\nfeed"));
  CHECK_FALSE(metadata.add("key", "\xC3\xBC"));
  for (int i = 0; i < 20; ++i) CHECK(metadata.add("more", std::string(100, 'x')));
  CHECK(metadata.size() == 23);
}

}  // namespace
}  // namespace duet::grpc_door
