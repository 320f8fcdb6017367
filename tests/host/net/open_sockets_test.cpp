// Counting sockets that others close.
#include "net/open_sockets.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>

#include "net/descriptor.hpp"

using duet::net::Descriptor;
using duet::net::OpenSockets;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

Descriptor new_socket() { return Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)); }

}  // namespace

TEST_CASE("sockets count until somebody closes them") {
  OpenSockets open;
  Descriptor one = new_socket();
  Descriptor other = new_socket();
  CHECK_FALSE(open.fewer_than(0, kSecond));
  CHECK(open.fewer_than(1, 2 * kSecond));
  open.add(one.get());
  open.add(other.get());
  CHECK_FALSE(open.fewer_than(2, 3 * kSecond));
  CHECK(open.fewer_than(3, 3 * kSecond));
  other.close();
  CHECK_FALSE(open.fewer_than(2, 3 * kSecond));  // Looked at just now.
  CHECK(open.fewer_than(2, 4 * kSecond));
  CHECK_FALSE(open.fewer_than(1, 5 * kSecond));
}

TEST_CASE("a descriptor that stands for something else now does not count") {
  OpenSockets open;
  Descriptor one = new_socket();
  Descriptor other = new_socket();
  open.add(one.get());
  open.add(other.get());
  const Descriptor file(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const Descriptor third = new_socket();
  REQUIRE(::dup3(file.get(), one.get(), O_CLOEXEC) >= 0);
  REQUIRE(::dup3(third.get(), other.get(), O_CLOEXEC) >= 0);
  CHECK(open.fewer_than(1, kSecond));
}
