#include "raw.hpp"

#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <sstream>

namespace duet::test {

std::string RawAnswer::header(const std::string& name) const {
  std::istringstream lines(head);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos || !boost::beast::iequals(line.substr(0, colon), name)) continue;
    const std::size_t begin = line.find_first_not_of(" ", colon + 1);
    return line.substr(begin, line.find_last_not_of(" \r") - begin + 1);
  }
  return {};
}

RawAnswer http_exchange(std::uint16_t port, const std::string& bytes) {
  namespace asio = boost::asio;
  namespace http = boost::beast::http;
  asio::io_context context;
  boost::beast::tcp_stream stream(context);
  stream.connect(asio::ip::tcp::endpoint(asio::ip::make_address("127.0.0.1"), port));
  boost::system::error_code failed;
  asio::write(stream.socket(), asio::buffer(bytes), failed);  // It may be closed before all is written.
  boost::beast::flat_buffer buffer;
  http::response<http::string_body> response;
  http::read(stream, buffer, response, failed);
  if (failed) return {};
  std::ostringstream head;
  head << response.base();
  return {response.result_int(), response.body(), head.str()};
}

RawAnswer grpc_exchange(std::uint16_t port, const std::string& path, const std::string& bytes) {
  grpc::GenericStub stub(grpc::CreateChannel("127.0.0.1:" + std::to_string(port), grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  const grpc::Slice slice(bytes);
  const grpc::ByteBuffer sent(&slice, 1);
  grpc::ByteBuffer received;
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareUnaryCall(&context, path, sent, &queue);
  call->StartCall();
  grpc::Status status;
  call->Finish(&received, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  return {static_cast<unsigned>(status.error_code()), status.error_message(), {}};
}

}  // namespace duet::test
