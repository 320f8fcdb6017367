// The matrix over REST, in JSON and in protobuf: Boost.Beast's HTTP client.
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <stdexcept>

#include "client.hpp"
#include "contract.hpp"
#include "google/rpc/status.pb.h"
#include "http_rule.hpp"

namespace duet::test {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace pb = google::protobuf;

enum class Encoding { kJson, kProtobuf };

class RestClient final : public Client {
 public:
  RestClient(std::uint16_t port, Encoding encoding) : stream_(context_), json_(encoding == Encoding::kJson) {
    stream_.connect(asio::ip::tcp::endpoint(asio::ip::make_address("127.0.0.1"), port));
  }

  std::string name() const override { return json_ ? "REST+JSON" : "REST+protobuf"; }

  /// Every call goes over the one connection: an answer that is left over from the call before would be noticed.
  Outcome call(const pb::MethodDescriptor& method, const pb::Message& message, const CallOptions& options) override {
    const HttpRequest wanted = transcode(method, message);
    http::request<http::string_body> request(http::string_to_verb(wanted.method), wanted.target, 11);
    request.set(http::field::host, "127.0.0.1");
    request.set(http::field::accept, media_type());
    if (options.timeout) request.set("X-Request-Timeout", std::to_string(options.timeout->count()) + "ms");
    for (const auto& [key, value] : options.metadata) request.insert(key, value);
    if (wanted.body != nullptr) {
      request.set(http::field::content_type, media_type());
      request.body() = json_ ? to_json(*wanted.body) : wanted.body->SerializeAsString();
    }
    request.prepare_payload();
    http::write(stream_, request);
    http::response<http::string_body> response;
    http::read(stream_, buffer_, response);
    return read(method, response);
  }

 private:
  const char* media_type() const { return json_ ? "application/json" : "application/protobuf"; }

  Outcome read(const pb::MethodDescriptor& method, const http::response<http::string_body>& response) {
    Outcome outcome;
    for (const auto& field : response) {
      std::string name(field.name_string());
      for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      outcome.metadata.emplace(std::move(name), std::string(field.value()));
    }
    if (response.result_int() != 200) {
      json_ ? read_problem(response, outcome) : read_status(response, outcome);
      return outcome;
    }
    outcome.code = "OK";
    std::unique_ptr<pb::Message> answer(factory_.GetPrototype(method.output_type())->New());
    const bool parsed = json_ ? pb::util::JsonStringToMessage(response.body(), answer.get()).ok()
                              : answer->ParseFromString(response.body());
    if (!parsed) throw std::runtime_error("the answer is not a " + method.output_type()->full_name());
    outcome.json = to_json(*answer);
    return outcome;
  }

  static void read_problem(const http::response<http::string_body>& response, Outcome& outcome) {
    if (response[http::field::content_type] != "application/problem+json") {
      throw std::runtime_error("an error of type " + std::string(response[http::field::content_type]));
    }
    pb::Struct problem;
    if (!pb::util::JsonStringToMessage(response.body(), &problem).ok()) throw std::runtime_error("not JSON");
    const auto& fields = problem.fields();
    outcome.code = fields.at("code").string_value();
    outcome.message = fields.at("detail").string_value();
    if (fields.at("status").number_value() != response.result_int()) throw std::runtime_error("two statuses");
    if (!fields.contains("errors")) return;
    for (const auto& error : fields.at("errors").list_value().values()) {
      const auto& members = error.struct_value().fields();
      outcome.violations[members.at("field").string_value()] = members.at("msg").string_value();
    }
  }

  static void read_status(const http::response<http::string_body>& response, Outcome& outcome) {
    google::rpc::Status status;
    if (!status.ParseFromString(response.body())) throw std::runtime_error("not a google.rpc.Status");
    outcome.code = code_name(status.code());
    outcome.message = status.message();
    read_status_details(response.body(), outcome);
  }

  asio::io_context context_;
  boost::beast::tcp_stream stream_;
  boost::beast::flat_buffer buffer_;
  const bool json_;
  pb::DynamicMessageFactory factory_;
};

}  // namespace

std::unique_ptr<Client> make_rest_json_client(std::uint16_t port) {
  return std::make_unique<RestClient>(port, Encoding::kJson);
}

std::unique_ptr<Client> make_rest_protobuf_client(std::uint16_t port) {
  return std::make_unique<RestClient>(port, Encoding::kProtobuf);
}

}  // namespace duet::test
