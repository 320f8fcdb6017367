#include "matrix.hpp"

#include <cstdlib>

namespace duet::test {
namespace {

/// The plugins as they are, unless the test is run with others in their places.
std::string config() {
  const char* const other = std::getenv("DUET_CONFORMANCE_CONFIG");
  return other != nullptr ? other : DUET_CONFORMANCE_CONFIG;
}

}  // namespace

Matrix::Matrix() : host_(DUET_PROGRAM, config()), contract_(host_.grpc_port()) {
  clients_.push_back(make_rest_json_client(host_.rest_port()));
  clients_.push_back(make_rest_protobuf_client(host_.rest_port()));
  clients_.push_back(make_grpc_client(host_.grpc_port()));
}

Matrix& Matrix::instance() {
  static Matrix matrix;
  return matrix;
}

Outcome Matrix::call(Client& client, const std::string& method, const std::string& json, const CallOptions& options) {
  const auto& descriptor = contract_.method(method);
  return client.call(descriptor, *contract_.message(*descriptor.input_type(), json), options);
}

}  // namespace duet::test
