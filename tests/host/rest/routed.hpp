// A plugin's contract behind a connection: what reaches the methods of google.api.http rules.
#pragma once

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "describe/offer.hpp"
#include "host/describe/contract.hpp"
#include "host/rest/rest_fixture.hpp"
#include "rest/connection.hpp"

namespace rest_test {

/// Serves the service shop.v1.Shop of a contract. Each method answers with what it was given: its name, path, query,
/// body_field, reply_field, encodings and body.
class Routed {
 public:
  using Configured = std::vector<duet::describe::ConfiguredRoute>;

  /// `methods`: of the service, in its order.
  Routed(const std::string& contract, const std::vector<std::string>& methods, const Configured& configured = {},
         std::uint32_t encodings = DUET_PROTOBUF | DUET_JSON | DUET_BYTES)
      : worker_(dispatcher_, options_, phase_, [] {}) {
    duet::test::Description description(duet::test::compile(
        {{"shop.proto",
          "syntax = \"proto3\";\npackage shop.v1;\nimport \"google/api/annotations.proto\";\n" + contract}}));
    for (const std::string& name : methods) description.method("shop.v1.Shop/" + name).encodings(encodings);
    auto offer = duet::describe::make_offer(description.get(), {.plugin = "shop", .routes = configured});
    if (!offer) throw std::logic_error(offer.error().front());
    for (auto& method : offer->methods) {
      method.execution = duet::core::Execution::kInline;
      backend_->handlers.push_back([this](duet::core::Call& call) { answer(call); });
    }
    offer->backend = backend_;
    std::vector<std::string> errors;
    auto catalog = duet::core::Catalog::build({*offer}, errors);
    if (!errors.empty()) throw std::logic_error(errors.front());
    dispatcher_.catalog().publish(std::move(catalog));
  }

  /// What comes back over one connection, without Date.
  std::string exchange(std::string_view request) {
    duet::rest::Connection connection(worker_, 1, duet::rest::Peer{"192.0.2.7:1", false, {}}, 0);
    connection.receive(request, 0);
    return normalized(std::string(connection.output()));
  }

  /// The body of the answer, with "STATUS: " before it unless that is 200.
  std::string ask(std::string_view line, std::string_view fields = {}, std::string_view body = {}) {
    std::string request = std::string(line) + " HTTP/1.1\r\nHost: h\r\n" + std::string(fields);
    if (!body.empty()) request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    const std::string whole = exchange(request + "\r\n" + std::string(body));
    const std::size_t end = whole.find("\r\n\r\n");
    const std::string status = whole.substr(9, 3);
    return (status == "200" ? "" : status + ": ") + whole.substr(end + 4);
  }

  /// The same with a body of JSON.
  std::string send(std::string_view line, std::string_view json) {
    return ask(line, "Content-Type: application/json\r\n", json);
  }

  /// The metadata "content-type" of the answers to come; none if it is empty.
  void answer_type(std::string_view type) { answer_type_ = type; }

 private:
  static duet::core::DispatcherOptions quiet() {
    duet::core::DispatcherOptions options;
    options.executor_threads = 1;
    options.pipeline.access_log = false;
    return options;
  }

  static std::string_view name_of(std::uint32_t encoding) {
    return encoding == DUET_BYTES ? "bytes" : encoding == DUET_PROTOBUF ? "protobuf" : "json";
  }

  void answer(duet::core::Call& call) {
    const duet_request& request = call.request;
    std::string text = described(call);
    text.replace(0, text.find_first_of(' ') == text.npos ? text.size() : text.find(' '), call.method->name);
    const auto note = [&](std::string_view what, std::string_view value) {
      if (!value.empty()) text.append(" ").append(what).append("=").append(value);
    };
    note("body_field", view(request.body_field));
    note("reply_field", view(request.reply_field));
    if (request.encoding != request.reply_encoding || request.encoding == DUET_BYTES) {
      note("in", name_of(request.encoding));
      note("out", name_of(request.reply_encoding));
    }
    for (std::size_t i = 0; i < request.n_metadata; ++i) {
      if (request.encoding == DUET_BYTES && view(request.metadata[i].key) == "content-type") {
        note("type", view(request.metadata[i].value));
      }
    }
    const duet_kv type{{"content-type", 12}, {answer_type_.data(), answer_type_.size()}};
    const duet_slice body{reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), nullptr, nullptr};
    duet_reply reply{};
    reply.size = sizeof reply;
    reply.metadata = &type;
    reply.n_metadata = answer_type_.empty() ? 0 : 1;
    reply.body = &body;
    reply.n_body = 1;
    dispatcher_.finish(call.handle(), reply);
  }

  duet::core::Dispatcher dispatcher_{quiet()};
  const std::shared_ptr<FunctionBackend> backend_ = std::make_shared<FunctionBackend>();
  duet::rest::RestOptions options_;
  std::atomic<duet::rest::Phase> phase_{duet::rest::Phase::kServing};
  std::string answer_type_;
  duet::rest::Worker worker_;
};

}  // namespace rest_test
