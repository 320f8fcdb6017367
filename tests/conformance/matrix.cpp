#include "matrix.hpp"

namespace duet::test {

Matrix::Matrix() : host_(DUET_PROGRAM, DUET_CONFORMANCE_CONFIG), contract_(host_.grpc_port()) {
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
