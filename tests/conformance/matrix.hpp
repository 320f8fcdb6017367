// The matrix: one test body, every door and encoding.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "client.hpp"
#include "contract.hpp"
#include "support/spawned_host.hpp"

namespace duet::test {

/// One host for all tests of the program, its contract, and a client for each way in.
class Matrix {
 public:
  static Matrix& instance();

  const std::vector<std::unique_ptr<Client>>& clients() const { return clients_; }
  const Contract& contract() const { return contract_; }
  const SpawnedHost& host() const { return host_; }

  /// Calls "pkg.Service/Method" with a request given as proto3 JSON.
  Outcome call(Client& client, const std::string& method, const std::string& json, const CallOptions& options = {});

 private:
  Matrix();

  SpawnedHost host_;
  Contract contract_;
  std::vector<std::unique_ptr<Client>> clients_;
};

/// Runs `test(call, name)` for each way in, where call(method, json[, options]) gives an Outcome.
template <class Test>
void for_each_door(const Test& test) {
  Matrix& matrix = Matrix::instance();
  for (const auto& client : matrix.clients()) {
    const std::string door = client->name();
    CAPTURE(door);
    test([&](const std::string& method, const std::string& json, const CallOptions& options = {}) {
      return matrix.call(*client, method, json, options);
    });
  }
}

}  // namespace duet::test
