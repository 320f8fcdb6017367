#include "base/result.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <vector>

namespace base = duet::base;

TEST_CASE("a result holds a value or an error") {
  const base::Result<int> seven = 7;
  CHECK(seven.ok());
  CHECK(*seven == 7);

  const base::Result<int> failed = base::Error{"no number"};
  CHECK_FALSE(failed);
  CHECK(failed.error().message == "no number");
}

TEST_CASE("values that only move can be taken out") {
  base::Result<std::unique_ptr<int>> made = std::make_unique<int>(3);
  const std::unique_ptr<int> taken = *std::move(made);
  CHECK(*taken == 3);
}

TEST_CASE("success may have no value, and errors may be of another type") {
  const auto check = [](bool good) -> base::Result<void> {
    if (good) return {};
    return base::Error{"bad"};
  };
  CHECK(check(true).ok());
  CHECK(check(false).error().message == "bad");

  const base::Result<int, std::vector<std::string>> many = std::vector<std::string>{"one", "two"};
  CHECK(many.error().size() == 2);
}
