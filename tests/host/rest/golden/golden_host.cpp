#include "host/rest/golden/golden_host.hpp"

#include <algorithm>
#include <cstdlib>
#include <thread>
#include <utility>

#include "core/text.hpp"

namespace golden {
namespace {

using namespace duet::rest;
using duet::core::Call;
using rest_test::described;
using rest_test::view;

std::uint32_t number_in_path(const Call& call) {
  std::string text;
  if (call.request.n_path > 0) {
    text = view(call.request.path[0].value);
  } else if (call.request.n_body > 0) {
    text = duet::core::view(call.request.body[0]);
  }
  return static_cast<std::uint32_t>(std::strtoul(text.c_str(), nullptr, 10));
}

std::string described_metadata(const Call& call) {
  std::string text;
  for (std::size_t i = 0; i < call.request.n_metadata; ++i) {
    const duet_kv& pair = call.request.metadata[i];
    text.append(view(pair.key)).append("=").append(view(pair.value)).append(";");
  }
  return text;
}

duet_reply reply_with(const duet_slice& body) {
  duet_reply reply{};
  reply.size = sizeof reply;
  reply.body = &body;
  reply.n_body = 1;
  return reply;
}

duet_slice slice(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), nullptr, nullptr};
}

}  // namespace

RestOptions GoldenHost::small_options() {
  RestOptions options;
  options.limits.request_line_bytes = 200;
  options.limits.header_bytes = 1000;
  options.limits.header_count = 16;
  options.limits.body_bytes = 2000;
  options.limits.output_high_water = 4096;
  options.compression.codings = {Coding::kZstd, Coding::kBrotli, Coding::kGzip};
  options.compression.min_bytes = 1000;
  options.compression.types = {"application/json"};
  ListenerOptions behind_proxy;
  behind_proxy.proxy_protocol = true;
  options.listeners.push_back(behind_proxy);
  return options;
}

// Or, by gRPC-Web and Connect, in the message.
GoldenHost::GoldenHost(const RestOptions& options)
    : Fixture(methods(), 1), options_(options), worker_(dispatcher, options_, phase_, [] {}) {
  backend->on_receive = [this](Call& call, std::string_view piece, bool end) { receive(call, piece, end); };
  backend->on_sendable = [this](Call& call) {
    ++events_;
    if (!call.method->takes_stream()) {
      send_rest(call);
    } else {
      stream_of(call).ended ? finish_stream(call) : static_cast<void>(dispatcher.receive(call.handle()));
    }
  };
  backend->on_cancel = [this](Call& call) {
    ++events_;
    if (is_streaming(call)) finish_stream(call);
  };
}

GoldenHost::~GoldenHost() {
  while (release()) continue;
  while (streaming() > 0) settle();
}

std::vector<rest_test::Mounted> GoldenHost::methods() {
  const auto echo = [this](Call& call) { answer(call, described(call)); };
  const auto late = [this](Call& call) { hold(call); };
  const auto small = [this](Call& call, const auto& change) {
    const duet_slice body = slice("a body");
    duet_reply reply = reply_with(body);
    change(reply);
    finish(call.handle(), ++begun_, reply);
  };
  // Answers with the status in its path.
  const auto status = [=](Call& call) {
    small(call, [&](duet_reply& reply) { reply.http_status = number_in_path(call); });
  };
  // Fails with the code in its path, and a message that would end the head if it could.
  const auto fail = [=](Call& call) {
    constexpr std::string_view kMessage = "no\r\n\r\nway";
    small(call, [&](duet_reply& reply) {
      reply.code = static_cast<duet_code>(number_in_path(call));
      reply.message = {kMessage.data(), kMessage.size()};
    });
  };
  // Answers with its query as fields, or as trailers.
  const auto fields = [=](Call& call) {
    small(call, [&](duet_reply& reply) {
      reply.metadata = call.request.query;
      reply.n_metadata = call.request.n_query;
    });
  };
  const auto trailers = [=](Call& call) {
    small(call, [&](duet_reply& reply) {
      reply.trailers = call.request.query;
      reply.n_trailers = call.request.n_query;
    });
  };
  // Answers with as many bytes as its path says.
  const auto large = [this](Call& call) { answer(call, std::string(std::min(number_in_path(call), 20'000u), 'x')); };

  const auto stream = [this](Call& call) { begin_stream(call); };

  using duet::core::Execution;
  constexpr std::uint32_t kBoth = DUET_JSON | DUET_PROTOBUF;
  return {{"GET", "/items/{id}", "", echo},
          {"POST", "/items", "*", echo},
          {"GET", "/files/{name=**}", "", echo},
          {"POST", "/proto", "*", echo, Execution::kInline, DUET_PROTOBUF},
          {"GET", "/watch/{count}", "", stream, Execution::kInline, DUET_JSON, DUET_SERVER_STREAM},
          {"PURGE", "/items/{id}", "", echo},
          {"PUT", "/items/{id}", "item", echo},
          {"GET", "/late/{id}", "", late},
          {"POST", "/late", "*", late},
          {"GET", "/status/{code}", "", status},
          {"GET", "/fail/{code}", "", fail},
          {"GET", "/fields", "", fields},
          {"GET", "/trailers", "", trailers},
          {"GET", "/large/{size}", "", large},
          {"GET", "/metadata", "", [this](Call& call) { answer(call, described_metadata(call)); }},
          {"GET", "/items/{id}:close", "", echo},
          {"POST", "/mirror", "", stream, Execution::kInline, DUET_JSON, DUET_UNARY, DUET_RAW_REQUEST | DUET_RAW_REPLY},
          {"PUT", "/count", "", stream, Execution::kInline, DUET_JSON, DUET_UNARY, DUET_RAW_REQUEST},
          {"POST", "/find/{count}", "*", stream, Execution::kInline, kBoth, DUET_SERVER_STREAM},
          {"POST", "/collect", "*", stream, Execution::kInline, DUET_JSON, DUET_CLIENT_STREAM},
          {"POST", "/chat", "*", stream, Execution::kInline, kBoth, DUET_CLIENT_STREAM | DUET_SERVER_STREAM},
          {"GET", "/quiet/{id}", "", late, Execution::kInline, DUET_JSON, DUET_SERVER_STREAM},
          {"PATCH", "/settle", "", [this](Call& call) { finish(call.handle(), 0, {}); }, Execution::kPool},
          {"GET", "/safe", "", echo, Execution::kInline, kBoth, DUET_UNARY, DUET_IDEMPOTENT}};
}

void GoldenHost::hold(Call& call) { held_.push_back({call.handle(), ++begun_, described(call)}); }

void GoldenHost::answer(Call& call, std::string_view body) {
  const duet_slice whole = slice(body);
  finish(call.handle(), ++begun_, reply_with(whole));
}

void GoldenHost::finish(duet_call handle, std::uint64_t number, duet_reply reply) {
  const std::string text = std::to_string(number);
  std::vector<duet_kv> fields{{{"probe-call", 10}, {text.data(), text.size()}}};
  fields.insert(fields.end(), reply.metadata, reply.metadata + reply.n_metadata);
  reply.metadata = fields.data();
  reply.n_metadata = fields.size();
  dispatcher.finish(handle, reply);
}

bool GoldenHost::release() {
  if (held_.empty()) return false;
  const Held held = std::move(held_.front());
  held_.pop_front();
  const duet_slice body = slice(held.body);
  finish(held.call, held.number, reply_with(body));
  return true;
}

void GoldenHost::begin_stream(Call& call) {
  ++streaming_;
  ++streamed_;
  {
    const std::lock_guard lock(mutex_);
    Stream& stream = streams_[call.handle()];
    stream.number = ++begun_;
    stream.mirror = call.method->gives_stream();
    stream.messages = call.method->streams_messages();
    if (!call.method->takes_stream()) stream.left = std::min(number_in_path(call), 3000u);
  }
  call.method->takes_stream() ? static_cast<void>(dispatcher.receive(call.handle())) : send_rest(call);
}

bool GoldenHost::is_streaming(const Call& call) {
  const std::lock_guard lock(mutex_);
  return streams_.contains(call.handle());
}

// False: wait for room.
bool GoldenHost::send(Call& call, Stream& stream, std::string_view piece) {
  const std::string number = std::to_string(stream.number);
  const duet_kv field{{"probe-call", 10}, {number.data(), number.size()}};
  duet_reply head{};
  head.size = sizeof head;
  head.metadata = &field;
  head.n_metadata = 1;
  const duet_slice copy = slice(piece);
  const duet_reply* const first = std::exchange(stream.head_sent, true) ? nullptr : &head;
  return dispatcher.send(call.handle(), first, {&copy, 1}) != duet::core::Dispatcher::Sent::kWait;
}

void GoldenHost::send_rest(Call& call) {
  Stream& stream = stream_of(call);
  while (stream.left > 0) {
    --stream.left;
    const std::string text = R"({"n":)" + std::to_string(++stream.sent) + "}";
    if (!send(call, stream, text)) return;
  }
  finish_stream(call);
}

GoldenHost::Stream& GoldenHost::stream_of(const Call& call) {
  const std::lock_guard lock(mutex_);
  return streams_.at(call.handle());
}

void GoldenHost::receive(Call& call, std::string_view piece, bool end) {
  ++events_;
  Stream& stream = stream_of(call);
  stream.received += piece.size();
  stream.ended = end;
  if (stream.messages && !end) stream.text.append(piece).append("|");
  const bool is_piece = stream.messages ? !end : !piece.empty();
  if (stream.mirror && is_piece && !send(call, stream, piece)) return;
  end ? finish_stream(call) : static_cast<void>(dispatcher.receive(call.handle()));
}

void GoldenHost::finish_stream(Call& call) {
  const Stream stream = stream_of(call);
  const duet_call handle = call.handle();
  const std::string text = stream.messages ? stream.text : std::to_string(stream.received) + " bytes";
  const duet_slice body = slice(text);
  duet_reply reply = reply_with(body);
  if (stream.mirror) reply.n_body = 0;
  // "?code=5": fails so. The rest of the query are trailers.
  reply.trailers = call.request.query;
  reply.n_trailers = call.request.n_query;
  if (call.request.n_query > 0 && view(call.request.query[0].key) == "code") {
    reply.code =
        static_cast<duet_code>(std::strtoul(std::string(view(call.request.query[0].value)).c_str(), nullptr, 10));
    reply.message = {"no way", 6};
    ++reply.trailers;
    --reply.n_trailers;
  }
  {
    const std::lock_guard lock(mutex_);
    streams_.erase(handle);
  }
  finish(handle, stream.number, reply);
  --streaming_;
}

void GoldenHost::settle() {
  // The executor has one thread, so a call that goes through it comes behind all that it had to do before. What that
  // leads to may come behind this, hence several times.
  class Settled final : public duet::core::ReplySink {
   public:
    void answer(Call&, const duet_reply& reply) noexcept override {
      duet::core::release_slices(reply);
      done_.store(true, std::memory_order_release);
    }
    bool done() const { return done_.load(std::memory_order_acquire); }

   private:
    std::atomic<bool> done_{false};
  };
  for (int quiet = 0; quiet < 3; ++quiet) {
    const std::uint64_t before = events_;
    Settled settled;
    const duet::core::CallRef call = dispatcher.begin(settled);
    call->catalog = dispatcher.catalog().load();
    duet::core::RouteMatch match;
    call->catalog->routes().match("PATCH", "/settle", match);
    call->method = match.route->method;
    call->request.method = call->method->index;
    dispatcher.dispatch(call);
    while (!settled.done()) std::this_thread::yield();
    if (events_ != before) quiet = -1;
  }
}

Wire::Wire(GoldenHost& host, Listener listener)
    : host_(host),
      link_(host.worker(), host.options().listeners.at(static_cast<std::size_t>(listener)), ++host.wires_,
            Peer{"192.0.2.7:1", listener == Listener::kBehindProxy, {}}, now_ns_) {
  host.begun_ = 0;
  host.streamed_ = 0;
}

std::size_t Wire::send(std::string_view bytes) {
  if (!link_.wants_input()) return 0;
  link_.receive(bytes, now_ns_);
  follow();
  return bytes.size();
}

void Wire::send_end() {
  link_.receive_end(now_ns_);
  follow();
}

void Wire::read(std::size_t size) {
  const std::string_view piece = link_.output().substr(0, size);
  if (piece.empty()) return;
  output_.append(piece);
  link_.sent(piece.size(), now_ns_);
  follow();
}

void Wire::read_all() {
  while (unread() > 0) read(unread());
}

void Wire::follow() {
  if (host_.streamed() > 0) collect();
}

void Wire::collect() {
  std::vector<Answer> answers;
  do {
    if (host_.streaming() > 0) host_.settle();
    host_.worker().collect(answers);
    for (Answer& answer : answers) {
      if (answer.connection == link_.id()) link_.deliver(std::move(answer), now_ns_);
    }
  } while (!answers.empty());
}

void Wire::tick(std::int64_t pass_ns) {
  now_ns_ += pass_ns;
  link_.tick(now_ns_);
  follow();
}

}  // namespace golden
