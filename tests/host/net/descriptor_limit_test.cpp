// Connections that the process has descriptors for.
#include "net/descriptor_limit.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>

using duet::net::fitting_connections;

TEST_CASE("both doors' connections fit the limit on open files") {
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  const rlimit low{328, before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &low) == 0);
  const auto even = fitting_connections({10'000, 10'000});
  const auto uneven = fitting_connections({300, 100});
  const auto tiny = fitting_connections({1, 1'000'000});
  const auto alone = fitting_connections({0, 10'000});
  const auto modest = fitting_connections({150, 50});
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
  CHECK(even.rest == 100);
  CHECK(even.grpc == 100);
  CHECK(uneven.rest == 150);
  CHECK(uneven.grpc == 50);
  CHECK(tiny.rest == 1);
  CHECK(alone.rest == 0);
  CHECK(alone.grpc == 200);
  CHECK(modest.rest == 150);
  CHECK(modest.grpc == 50);
}
