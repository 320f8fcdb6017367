#include "host/rest/rest_fixture.hpp"

#include <google/protobuf/descriptor.pb.h>

#include <algorithm>
#include <stdexcept>
#include <thread>

#include "base/clock.hpp"

namespace rest_test {

using namespace duet::core;

namespace {

DispatcherOptions quiet(std::size_t executor_threads) {
  DispatcherOptions options;
  options.executor_threads = executor_threads;
  options.pipeline.access_log = false;
  return options;
}

std::string contract(std::size_t methods) {
  google::protobuf::FileDescriptorProto file;
  file.set_name("rest_test.proto");
  file.set_package("rest_test");
  file.set_syntax("proto3");
  file.add_message_type()->set_name("Message");
  auto* service = file.add_service();
  service->set_name("S");
  for (std::size_t i = 0; i < methods; ++i) {
    auto* method = service->add_method();
    method->set_name("M" + std::to_string(i));
    method->set_input_type(".rest_test.Message");
    method->set_output_type(".rest_test.Message");
  }
  return file.SerializeAsString();
}

}  // namespace

Fixture::Fixture(const std::vector<Mounted>& mounted, std::size_t executor_threads)
    : dispatcher(quiet(executor_threads)) {
  Offer offer;
  offer.plugin = "test";
  offer.backend = backend;
  offer.files.push_back(contract(mounted.size()));
  for (const Mounted& one : mounted) {
    MethodOffer method;
    method.service = "rest_test.S";
    method.name = "M" + std::to_string(backend->handlers.size());
    method.index = static_cast<std::uint32_t>(backend->handlers.size());
    method.encodings = one.encodings;
    method.kind = one.kind;
    method.execution = one.execution;
    method.flags = one.flags;
    method.routes.push_back({one.http_method, one.path, one.body, ""});
    offer.methods.push_back(method);
    backend->handlers.push_back(one.handler);
  }
  std::vector<std::string> errors;
  auto catalog = Catalog::build({offer}, errors);
  if (!errors.empty()) throw std::logic_error(errors.front());
  dispatcher.catalog().publish(std::move(catalog));
}

Fixture::~Fixture() {
  while (dispatcher.in_progress() > 0) std::this_thread::yield();
}

void finish(Dispatcher& dispatcher, duet_call handle, std::string_view body) {
  const duet_slice slice{reinterpret_cast<const std::uint8_t*>(body.data()), body.size(), nullptr, nullptr};
  duet_reply reply{};
  reply.size = sizeof reply;
  reply.body = &slice;
  reply.n_body = 1;
  dispatcher.finish(handle, reply);
}

std::string_view view(const duet_str& text) { return {text.data, text.size}; }

std::string described(const Call& call) {
  const duet_request& request = call.request;
  std::string text = "M" + std::to_string(request.method);
  const auto append = [&](std::string_view what, const duet_kv* pairs, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      text.append(" ").append(what).append(":");
      text.append(view(pairs[i].key)).append("=").append(view(pairs[i].value));
    }
  };
  append("path", request.path, request.n_path);
  append("query", request.query, request.n_query);
  if (request.n_body > 0) text += " body:";
  for (std::size_t i = 0; i < request.n_body; ++i) {
    text.append(reinterpret_cast<const char*>(request.body[i].data), request.body[i].size);
  }
  return text;
}

std::string normalized(std::string text) {
  constexpr std::string_view kDate = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
  for (std::size_t at = 0; (at = text.find("\r\nDate: ", at)) != std::string::npos;) {
    text.erase(at + 2, kDate.size());
  }
  for (const std::string_view before : {"X-Request-Id: ", "\"request_id\":\""}) {
    for (std::size_t at = 0; (at = text.find(before, at)) != std::string::npos;) {
      at += before.size();
      const std::size_t end = std::min(text.find_first_not_of("0123456789abcdef", at), text.size());
      if (end - at == 16) text.replace(at, end - at, "*");  // The tests' own are shorter.
    }
  }
  return text;
}

}  // namespace rest_test
