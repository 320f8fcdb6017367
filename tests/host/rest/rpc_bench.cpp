#include "host/rest/rpc_bench.hpp"

#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <utility>

#include "base/clock.hpp"
#include "core/text.hpp"
#include "rest/content_coding.hpp"
#include "rest/metadata.hpp"

namespace rest_test {

using namespace duet::core;
using namespace duet::rest;

namespace {

duet_str text(std::string_view view) { return {view.data(), view.size()}; }

duet_slice slice(std::string_view bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), nullptr, nullptr};
}

constexpr std::string_view kBytes("\x00\xff", 2);

std::string body_of(const Call& call) {
  std::string body;
  for (std::size_t i = 0; i < call.request.n_body; ++i) body.append(duet::core::view(call.request.body[i]));
  return body;
}

bool is_whole(std::string_view output, test::HttpAnswer& answer) {
  std::string_view rest = output;
  if (!rest.empty() && test::read_answer(rest, test::BodyRule::kSent, answer).empty()) return true;
  answer = {};
  return false;
}

}  // namespace

RpcBench::RpcBench(RestOptions made)
    : Fixture(methods()), options(std::move(made)), worker_(dispatcher, options, phase_, [] {}) {
  backend->on_receive = [this](Call& call, std::string_view piece, bool end) { receive(call, piece, end); };
  backend->on_sendable = [](Call&) {};
  backend->on_cancel = [this](Call& call) {
    ++cancelled_;
    dispatcher.finish(call.handle(), {});
  };
}

RpcBench::~RpcBench() {
  for (const duet_call handle : silent_) dispatcher.finish(handle, {});
}

std::vector<Mounted> RpcBench::methods() {
  constexpr std::uint32_t kAny = DUET_JSON | DUET_PROTOBUF;
  const auto echo = [this](Call& call) {
    remember(call);
    finish_with(call.handle(), described(call));
  };
  const auto parts = [this](Call& call) {
    remember(call);
    std::string body = body_of(call);
    for (std::size_t at = 0; at < body.size();) {
      const std::size_t end = std::min(body.find(',', at), body.size());
      send(call.handle(), std::string_view(body).substr(at, end - at));
      at = end + 1;
    }
    finish_with(call.handle(), {});
  };
  const auto receiver = [this](Call& call) {
    remember(call);
    dispatcher.receive(call.handle());
  };
  const auto breaks = [this](Call& call) {
    send(call.handle(), "one");
    fail(call.handle());
  };
  const auto silent = [this](Call& call) {
    const std::lock_guard lock(mutex_);
    silent_.push_back(call.handle());
  };
  const auto fails = [this](Call& call) { fail(call.handle()); };
  const auto inline_ = Execution::kInline;
  return {{"POST", "/m0", "*", echo},
          {"GET", "/m1", "", echo, inline_, kAny, DUET_UNARY, DUET_IDEMPOTENT},
          {"POST", "/m2", "*", parts, inline_, kAny, DUET_SERVER_STREAM},
          {"POST", "/m3", "*", receiver, inline_, kAny, DUET_CLIENT_STREAM},
          {"POST", "/m4", "*", receiver, inline_, kAny, DUET_BIDI_STREAM},
          {"POST", "/m5", "*", fails},
          {"POST", "/m6", "*", breaks, inline_, kAny, DUET_SERVER_STREAM},
          {"POST", "/m7", "*", silent},
          {"DELETE", "/m8", "", echo, inline_, kAny, DUET_UNARY, DUET_IDEMPOTENT},
          {"POST", "/m9", "", echo, inline_, kAny, DUET_UNARY, DUET_RAW_REPLY},
          {"POST", "/m10", "*", echo, inline_, DUET_PROTOBUF}};
}

void RpcBench::remember(const Call& call) {
  std::string seen;
  for (std::size_t i = 0; i < call.request.n_metadata; ++i) {
    const duet_kv& pair = call.request.metadata[i];
    seen.append(view(pair.key)).append("=").append(view(pair.value)).append(";");
  }
  const std::lock_guard lock(mutex_);
  seen_ = std::move(seen);
}

std::string RpcBench::seen() {
  const std::lock_guard lock(mutex_);
  return seen_;
}

std::size_t RpcBench::silent() {
  const std::lock_guard lock(mutex_);
  return silent_.size();
}

void RpcBench::finish_with(duet_call handle, std::string_view body) {
  const duet_slice whole = slice(body);
  const std::array fields{duet_kv{text("own"), text("1")}, duet_kv{text("grpc-status"), text("13")},
                          duet_kv{text("own-bin"), text(kBytes)}};
  const std::array trailers{duet_kv{text("End"), text("yes")}, duet_kv{text("end"), text("again")},
                            duet_kv{text("end-bin"), text(kBytes)}, duet_kv{text("grpc-message"), text("no")}};
  duet_reply reply{};
  reply.size = sizeof reply;
  reply.metadata = fields.data();
  reply.n_metadata = fields.size();
  reply.trailers = trailers.data();
  reply.n_trailers = trailers.size();
  reply.body = &whole;
  reply.n_body = body.empty() ? 0 : 1;
  dispatcher.finish(handle, reply);
}

void RpcBench::fail(duet_call handle) {
  constexpr std::string_view kMessage = "no \xE2\x82\xAC 100%\n\xff";
  const std::string details = error_details();
  const std::array fields{duet_kv{text("own"), text("1")}};
  const std::array trailers{duet_kv{text("end"), text("yes")}};
  duet_reply reply{};
  reply.size = sizeof reply;
  reply.code = 5;
  reply.http_status = 410;
  reply.message = text(kMessage);
  reply.details = slice(details);
  reply.metadata = fields.data();
  reply.n_metadata = fields.size();
  reply.trailers = trailers.data();
  reply.n_trailers = trailers.size();
  dispatcher.finish(handle, reply);
}

void RpcBench::send(duet_call handle, std::string_view message) {
  const duet_slice whole = slice(message);
  dispatcher.send(handle, nullptr, {&whole, 1});
}

void RpcBench::receive(Call& call, std::string_view piece, bool end) {
  const duet_call handle = call.handle();
  if (end) {
    std::string joined;
    {
      const std::lock_guard lock(mutex_);
      for (const std::string& one : received_[handle]) joined.append(joined.empty() ? "" : "|").append(one);
      received_.erase(handle);
    }
    finish_with(handle, call.method->gives_stream() ? std::string_view() : joined);
    return;
  }
  if (call.method->gives_stream()) {
    send(handle, piece);
  } else {
    const std::lock_guard lock(mutex_);
    received_[handle].emplace_back(piece);
  }
  dispatcher.receive(handle);
}

test::HttpAnswer RpcBench::exchange(std::string_view request, std::size_t piece) {
  Peer peer{"192.0.2.7:1", false, {}};
  peer.rpc = protocols;
  Connection connection(worker_, ++connections_, peer, 0);
  std::string output;
  test::HttpAnswer answer;
  const auto move = [&] {
    std::vector<Answer> late;
    worker_.collect(late);
    for (Answer& one : late) {
      if (one.connection == connection.id()) connection.deliver(std::move(one), 0);
    }
    output.append(connection.output());
    connection.sent(connection.output().size(), 0);
  };
  while (!request.empty() && connection.end() == Connection::End::kOpen) {
    move();
    if (!connection.wants_input()) continue;
    const std::string_view next = request.substr(0, piece);
    connection.receive(next, 0);
    request.remove_prefix(next.size());
  }
  constexpr std::int64_t kPatience = 20'000'000'000;
  const std::int64_t until = duet::base::monotonic_ns() + kPatience;
  for (move(); !is_whole(output, answer); move()) {
    if (duet::base::monotonic_ns() > until) throw std::runtime_error("no whole answer: " + output);
    std::this_thread::sleep_for(std::chrono::microseconds(50));
  }
  return answer;
}

test::HttpAnswer RpcBench::post(std::string_view path, std::string_view content_type, std::string_view content,
                                std::string_view lines, std::size_t piece) {
  std::string request =
      "POST " + std::string(path) + " HTTP/1.1\r\nHost: h\r\nContent-Type: " + std::string(content_type) + "\r\n" +
      std::string(lines) + "Content-Length: " + std::to_string(content.size()) + "\r\n\r\n" + std::string(content);
  return exchange(request, piece);
}

test::HttpAnswer RpcBench::get(std::string_view path, std::string_view query, std::string_view lines) {
  return exchange("GET " + std::string(path) + "?" + std::string(query) + " HTTP/1.1\r\nHost: h\r\n" +
                  std::string(lines) + "\r\n");
}

std::string envelope(std::string_view message, std::uint8_t flags) {
  std::string out(1, static_cast<char>(flags));
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(message.size() >> shift & 0xff));
  return out.append(message);
}

std::vector<Envelope> envelopes(std::string_view content) {
  std::vector<Envelope> all;
  while (content.size() >= 5) {
    std::size_t size = 0;
    for (std::size_t i = 1; i < 5; ++i) size = size << 8 | static_cast<unsigned char>(content[i]);
    if (content.size() - 5 < size) break;
    all.push_back({static_cast<unsigned char>(content[0]), std::string(content.substr(5, size))});
    content.remove_prefix(5 + size);
  }
  return all;
}

std::vector<Envelope> text_envelopes(std::string_view content) {
  std::string bytes;
  for (std::size_t at = 0; at + 4 <= content.size(); at += 4) {
    std::string group;
    if (!decode_base64(content.substr(at, 4), group)) return {};
    bytes += group;
  }
  return envelopes(bytes);
}

std::string base64(std::string_view bytes) {
  std::string out;
  append_base64(out, bytes);
  return out;
}

std::string compressed(std::string_view bytes, Coding coding) {
  const auto encoder = Encoder::make(coding);
  std::string out;
  encoder->encode(bytes, out);
  encoder->finish(out);
  return out;
}

std::string expanded(std::string_view bytes, Coding coding) {
  const auto decoder = Decoder::make(coding);
  std::string out;
  std::size_t used = 0;
  decoder->decode(bytes, used, out, 1 << 20);
  return decoder->finished() ? out : "(cut off)";
}

std::string error_details() {
  google::rpc::Status status;
  status.set_code(5);
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(2);
  status.add_details()->PackFrom(retry);
  auto* const other = status.add_details();
  other->set_type_url("type.googleapis.com/some.Type");
  other->set_value("\1\2");
  return status.SerializeAsString();
}

}  // namespace rest_test
