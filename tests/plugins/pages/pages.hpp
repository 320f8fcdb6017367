// A plugin for tests with real clients: it serves them their page, and streams of every kind from the same origin.
#pragma once

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include <duet/plugin.hpp>
#include <duet/well_known.hpp>

#include "files.hpp"
#include "messages.hpp"

namespace pages {

class Pages {
 public:
  using Settings = PagesSettings;

  Pages(duet::PluginContext, const Settings& settings) : folder_(settings.folder) {}

  duet::Result<duet::HttpBody> get_file(const GetFileRequest& request, duet::Call&) {
    return read_file(folder_, request.name);
  }

  duet::Task<duet::Result<GreetResponse>> greet(const GreetRequest& request, duet::Call& call) {
    const Open open(*this);
    call.set_header("greeted", "yes");
    call.set_trailer("greeting-ended", "well");
    if (request.name == "nobody") {
      co_return duet::not_found("there is nobody").with_detail(duet::error_info("NOBODY", "pages.example.com"));
    }
    const bool passed = co_await call.sleep_for(std::chrono::milliseconds(request.pause_ms));
    if (!passed) co_return cut_off();
    co_return GreetResponse{"Hello, " + request.name + "!"};
  }

  duet::Task<duet::Status> count(const CountRequest& request, duet::Writer<CountResponse>& numbers, duet::Call& call) {
    const Open open(*this);
    call.set_trailer("counted-to", std::to_string(request.to));
    if (request.fail_after < 0) co_return broken_off();
    CountResponse next{last_seen(call), std::string(static_cast<std::size_t>(request.padding), 'x')};
    for (bool first = true; next.number < request.to; first = false) {
      const bool pauses = request.pause_ms > 0 && !first;
      if (pauses && !co_await call.sleep_for(std::chrono::milliseconds(request.pause_ms))) co_return cut_off();
      ++next.number;
      if (!co_await numbers.write(next)) co_return cut_off();
      ++sent_;
      if (next.number == request.fail_after) co_return broken_off();
    }
    co_return duet::Status();
  }

  duet::Task<duet::Result<AddResponse>> add(duet::Reader<AddRequest>& numbers, duet::Call& call) {
    const Open open(*this);
    AddResponse sum;
    while (const AddRequest* number = co_await numbers.read()) {
      ++received_;
      ++sum.count;
      sum.sum += number->number;
      if (number->pause_ms > 0) co_await call.sleep_for(std::chrono::milliseconds(number->pause_ms));
    }
    if (call.cancelled()) ++cut_off_;
    if (!numbers.status().ok()) co_return numbers.status();
    co_return sum;
  }

  duet::Task<duet::Status> echo(duet::Reader<EchoRequest>& in, duet::Writer<EchoResponse>& out, duet::Call&) {
    const Open open(*this);
    while (const EchoRequest* message = co_await in.read()) {
      ++received_;
      if (message->text == "fail") co_return broken_off();
      const EchoResponse answer{message->text};
      for (std::int32_t i = std::max(message->times, 1); i > 0; --i) {
        if (!co_await out.write(answer)) co_return cut_off();
        ++sent_;
      }
    }
    if (!in.status().ok()) ++cut_off_;
    co_return in.status();
  }

  // The same as echo, by a handler that holds a thread.
  duet::Status echo_on_thread(duet::Reader<EchoRequest>& in, duet::Writer<EchoResponse>& out, duet::Call&) {
    const Open open(*this);
    while (const EchoRequest* message = in.read().wait()) {
      ++received_;
      if (message->text == "fail") return broken_off();
      const EchoResponse answer{message->text};
      for (std::int32_t i = std::max(message->times, 1); i > 0; --i) {
        if (!out.write(answer).wait()) return cut_off();
        ++sent_;
      }
    }
    if (!in.status().ok()) ++cut_off_;
    return in.status();
  }

  duet::Result<Counters> counters(const duet::Empty&, duet::Call&) {
    return Counters{open_, begun_, cut_off_, received_, sent_};
  }

  static void describe(duet::Plugin<Pages>& plugin) {
    plugin.id("com.example.pages").version("1.0.0");
    auto& files = plugin.service("pages.v1.Files").doc("Serves the files of a folder.");
    files.unary("GetFile", &Pages::get_file).get("/pages/{name=**}").doc("Gives one file.");
    auto& streams = plugin.service("pages.v1.Streams").doc("Streams as a test wants them.");
    streams.unary("Greet", &Pages::greet).get("/greet/{name}").no_side_effects().doc("Greets, after a while.");
    streams.server_stream("Count", &Pages::count).get("/count/{to}").doc("Counts from 1.");
    streams.client_stream("Add", &Pages::add).post("/add").doc("Adds numbers up.");
    streams.bidi("Echo", &Pages::echo).post("/echo").doc("Sends each text back, once or many times.");
    streams.bidi("EchoOnThread", &Pages::echo_on_thread).post("/echo-on-thread").doc("The same as Echo.");
    streams.unary("GetCounters", &Pages::counters).get("/counters").runs_inline().doc("What happened so far.");
  }

 private:
  // One handler that runs.
  struct Open {
    explicit Open(Pages& pages) : of(pages) {
      ++of.begun_;
      ++of.open_;
    }
    ~Open() { --of.open_; }
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;
    Pages& of;
  };

  duet::Status cut_off() {
    ++cut_off_;
    return duet::cancelled("nobody reads any more");
  }
  // The number that an EventSource has seen last, when it connects again.
  static std::int64_t last_seen(const duet::Call& call) {
    std::int64_t number = 0;
    const std::string_view id = call.metadata("last-event-id").value_or("");
    std::from_chars(id.data(), id.data() + id.size(), number);
    return number;
  }
  static duet::Status broken_off() {
    return duet::failed_precondition("it broke off").with_detail(duet::error_info("BROKEN", "pages.example.com"));
  }

  const std::string folder_;
  std::atomic<std::int64_t> open_{0};
  std::atomic<std::int64_t> begun_{0};
  std::atomic<std::int64_t> cut_off_{0};
  std::atomic<std::int64_t> received_{0};
  std::atomic<std::int64_t> sent_{0};
};

}  // namespace pages
