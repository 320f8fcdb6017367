// A plugin that does whatever a test asks for, so that the doors can be tested with every kind of answer.
#pragma once

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include <duet/plugin.hpp>

#include "messages.hpp"
#include "worker.hpp"

namespace probe {

class Probe {
 public:
  using Settings = ProbeSettings;

  Probe(duet::PluginContext, const Settings& settings) : settings_(settings) {
    if (settings.fail_at == "create") throw std::runtime_error("the settings ask for a failure");
  }
  duet::Status start() {
    if (settings_.fail_at == "start") return duet::unavailable("the settings ask for a failure at start");
    worker_.start();
    return {};
  }
  void stop() { worker_.stop(); }

  duet::Result<Everything> echo(const Everything& request, duet::Call&) { return request; }
  duet::Result<CheckRequest> check(const CheckRequest& request, duet::Call&) { return request; }

  duet::Result<duet::Empty> fail(const FailRequest& request, duet::Call&) {
    if (request.code == 0) return duet::Empty{};
    duet::Status status(static_cast<duet::Code>(request.code), request.message);
    if (request.with_details) {
      status.add_violation("field", "is not wanted", "unwanted");
      status.add_detail(duet::error_info("PROBED", "probe.example.com", {{"asked", "yes"}}));
    }
    return status;
  }

  duet::Result<duet::Empty> raise(const ThrowRequest& request, duet::Call&) {
    if (request.what == "int") throw 42;
    throw std::runtime_error(request.what);
  }

  duet::Task<duet::Result<DelayResponse>> sleep(const DelayRequest& request, duet::Call& call) {
    ++sleeps_begun_;
    const bool passed = co_await call.sleep_for(std::chrono::milliseconds(request.ms));
    if (!passed) ++sleeps_cancelled_;
    ++sleeps_ended_;
    if (!passed) co_return duet::cancelled("the sleep was cut short");
    co_return DelayResponse{request.ms};
  }

  duet::Result<DelayResponse> block(const DelayRequest& request, duet::Call&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(request.ms));
    return DelayResponse{request.ms};
  }

  duet::Result<HeadersResponse> headers(const duet::Empty&, duet::Call& call) {
    HeadersResponse response;
    call.for_each_metadata([&](std::string_view key, std::string_view value) {
      if (!key.ends_with("-bin")) response.metadata.push_back({std::string(key), std::string(value)});
    });
    response.request_id = call.request_id();
    response.peer = call.peer();
    response.client_subject = call.client_subject();
    response.door = call.door() == duet::Door::kRest ? "rest" : "grpc";
    response.has_deadline = call.deadline().has_value();
    call.set_header("probe-header", "from the handler");
    call.set_trailer("probe-trailer", "at the end");
    call.log().with("door", response.door).info("headers were asked for");
    return response;
  }

  duet::Result<BigResponse> big(const BigRequest& request, duet::Call&) {
    return BigResponse{std::string(static_cast<std::size_t>(request.size), 'x')};
  }

  duet::Task<duet::Result<AsyncResponse>> async(const AsyncRequest& request, duet::Call&) {
    duet::Event<std::int32_t> done;
    worker_.post([done, number = request.number] { done.set(number + 1); });
    const duet::Result<std::int32_t> number = co_await done;
    if (!number) co_return number.status();
    co_return AsyncResponse{*number};
  }

  duet::Task<duet::Result<DigestResponse>> digest(const DigestRequest& request, duet::BodyReader& body,
                                                  duet::Call& call) {
    DigestResponse digest;
    while (const auto piece = co_await body.read()) {
      ++digest.pieces;
      digest.bytes += static_cast<std::int64_t>(piece->size());
      for (const char c : *piece) digest.sum = digest.sum * 31 + static_cast<unsigned char>(c);
      bytes_read_ = digest.bytes;
      if (request.stop_after > 0 && digest.bytes >= request.stop_after) break;
      if (request.pause_ms > 0) co_await call.sleep_for(std::chrono::milliseconds(request.pause_ms));
    }
    digest.complete = body.complete();
    if (call.cancelled()) ++uploads_cancelled_;
    co_return digest;
  }

  duet::Task<duet::Result<duet::Empty>> lines(const LinesRequest& request, duet::BodyWriter& body, duet::Call& call) {
    body.content_type("text/plain");
    std::string piece;
    for (std::int32_t i = 0; i < request.count; ++i) {
      piece += std::to_string(i) + "\n";
      if (i + 1 == request.fail_after) {
        if (!piece.empty()) co_await body.write(piece);
        co_return duet::data_loss("the lines broke off");
      }
      if (piece.size() < 1024 && request.pause_ms == 0 && i + 1 < request.count) continue;
      if (!co_await body.write(piece)) {
        ++downloads_cancelled_;
        co_return duet::cancelled("nobody reads any more");
      }
      lines_written_ = i + 1;
      piece.clear();
      if (request.pause_ms > 0) co_await call.sleep_for(std::chrono::milliseconds(request.pause_ms));
    }
    co_return duet::Empty{};
  }

  duet::Task<duet::Result<duet::Empty>> mirror(const duet::Empty&, duet::BodyReader& in, duet::BodyWriter& out,
                                               duet::Call&) {
    while (const auto piece = co_await in.read()) {
      if (!co_await out.write(*piece)) break;
    }
    if (!in.complete()) co_return duet::cancelled("the body broke off");
    co_return duet::Empty{};
  }

  duet::Result<Counters> counters(const duet::Empty&, duet::Call&) {
    return Counters{sleeps_begun_,  sleeps_ended_,      sleeps_cancelled_,   bytes_read_,
                    lines_written_, uploads_cancelled_, downloads_cancelled_};
  }

  static void describe(duet::Plugin<Probe>& plugin) {
    plugin.id("com.example.probe").version("1.0.0");
    auto& service = plugin.service("probe.v1.Probe").doc("Answers as a test wants it.");
    service.unary("Echo", &Probe::echo)
        .post("/probe/echo")
        .get("/probe/echo/{text}")
        .post("/probe/echo/{text}/outer", "outer")
        .response_body("outer")
        .doc("Gives back what it got.");
    service.unary("Check", &Probe::check).post("/probe/check").doc("Has every rule.");
    service.unary("Fail", &Probe::fail).post("/probe/fail").doc("Ends with the code and message asked for.");
    service.unary("Throw", &Probe::raise).post("/probe/throw").doc("Throws.");
    service.unary("Sleep", &Probe::sleep).get("/probe/sleep/{ms}").doc("Waits without a thread.");
    service.unary("Block", &Probe::block).get("/probe/block/{ms}").may_block().doc("Waits and holds its thread.");
    service.unary("Headers", &Probe::headers).get("/probe/headers").doc("Tells what came beside the request.");
    service.unary("Big", &Probe::big).get("/probe/big/{size}").doc("Answers with as much as is asked for.");
    service.unary("Async", &Probe::async).get("/probe/async/{number}").doc("Is finished by another thread.");
    service.unary("Digest", &Probe::digest)
        .put("/probe/digest", "")
        .max_body_bytes(256 * 1024 * 1024)
        .doc("Reads a body of any size in pieces.");
    service.unary("Lines", &Probe::lines).get("/probe/lines/{count}").doc("Writes numbered lines in pieces.");
    service.unary("Mirror", &Probe::mirror)
        .post("/probe/mirror", "")
        .max_body_bytes(256 * 1024 * 1024)
        .doc("Sends back what it reads, as it comes.");
    service.unary("GetCached", &Probe::echo)
        .get("/probe/cached/{text}")
        .cache_control("public, max-age=60")
        .doc("May be kept by caches.");
    service.unary("PutSmall", &Probe::echo).put("/probe/small").max_body_bytes(100).doc("Takes little.");
    service.unary("GetCounters", &Probe::counters).get("/probe/counters").runs_inline().doc("What happened so far.");
  }

 private:
  const Settings& settings_;
  Worker worker_;
  std::atomic<std::int32_t> sleeps_begun_{0};
  std::atomic<std::int32_t> sleeps_ended_{0};
  std::atomic<std::int32_t> sleeps_cancelled_{0};
  std::atomic<std::int64_t> bytes_read_{0};
  std::atomic<std::int32_t> lines_written_{0};
  std::atomic<std::int32_t> uploads_cancelled_{0};
  std::atomic<std::int32_t> downloads_cancelled_{0};
};

}  // namespace probe
