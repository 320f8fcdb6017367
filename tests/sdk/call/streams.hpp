// A plugin with streams of all kinds, each served by a coroutine and by a plain function.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <duet/plugin.hpp>

namespace streams {

struct Number {
  std::int32_t value = 0;
  std::string text;
  std::string shelf;
};
DUET_MODEL(Number, DUET_FIELD(1, value, duet::le(1000)), DUET_FIELD(2, text), DUET_FIELD(3, shelf));

struct Sum {
  std::int32_t value = 0;
  std::int32_t count = 0;
  std::vector<std::string> texts;
  std::string ended;  // the code that the reader told
};
DUET_MODEL(Sum, DUET_FIELD(1, value), DUET_FIELD(2, count), DUET_FIELD(3, texts), DUET_FIELD(4, ended));

// What tests see of handlers from outside.
struct Watch {
  std::atomic<int> alive{0};
  std::function<void(int)> at_point = [](int) {};
};
inline Watch& watch() {
  static Watch only;
  return only;
}
struct Alive {
  Alive() { ++watch().alive; }
  Alive(const Alive&) = delete;
  Alive& operator=(const Alive&) = delete;
  ~Alive() { --watch().alive; }
};

class Streams {
 public:
  explicit Streams(duet::PluginContext) {}

  // Numbers from 1 to the one of the request.
  duet::Task<duet::Status> count(const Number& request, duet::Writer<Number>& numbers, duet::Call& call) {
    const Alive alive;
    begin(request, call);
    if (request.text == "headers first" && !co_await numbers.send_headers()) co_return gone();
    for (int value = 1; value <= request.value; ++value) {
      const Number next = number(request, value);
      if (!co_await numbers.write(next)) co_return gone();
    }
    co_return end(request, call);
  }
  duet::Status count_waiting(const Number& request, duet::Writer<Number>& numbers, duet::Call& call) {
    const Alive alive;
    begin(request, call);
    if (request.text == "headers first" && !numbers.send_headers().wait()) return gone();
    for (int value = 1; value <= request.value; ++value) {
      const Number next = number(request, value);
      if (!numbers.write(next).wait()) return gone();
    }
    return end(request, call);
  }

  // Goes on as if nothing were wrong, whatever its reader tells.
  duet::Task<duet::Result<Sum>> sum(duet::Reader<Number>& numbers, duet::Call&) {
    const Alive alive;
    Sum sum;
    while (Number* number = co_await numbers.read()) add(sum, *number);
    check_no_more(co_await numbers.read());
    sum.ended = duet::to_text(numbers.status().code());
    co_return sum;
  }
  duet::Result<Sum> sum_waiting(duet::Reader<Number>& numbers, duet::Call&) {
    const Alive alive;
    Sum sum;
    while (Number* number = numbers.read().wait()) add(sum, *number);
    check_no_more(numbers.read().wait());
    sum.ended = duet::to_text(numbers.status().code());
    return sum;
  }

  // Answers each number with its double, and the end of the stream with the reader's status.
  duet::Task<duet::Status> twice(duet::Reader<Number>& numbers, duet::Writer<Number>& doubles, duet::Call& call) {
    const Alive alive;
    while (const Number* number = co_await numbers.read()) {
      watch().at_point(number->value);
      if (number->text == "sleep") co_await call.sleep_for(std::chrono::hours(1));
      if (number->text == "throw") throw std::runtime_error("on demand");
      const Number twice{number->value * 2, {}, {}};
      if (!co_await doubles.write(twice)) co_return gone();
    }
    co_return pass_on(numbers.status());
  }
  duet::Status twice_waiting(duet::Reader<Number>& numbers, duet::Writer<Number>& doubles, duet::Call&) {
    const Alive alive;
    while (const Number* number = numbers.read().wait()) {
      watch().at_point(number->value);
      if (number->text == "throw") throw std::runtime_error("on demand");
      const Number twice{number->value * 2, {}, {}};
      if (!doubles.write(twice).wait()) return gone();
    }
    return pass_on(numbers.status());
  }

  // Mistakes that the compiler cannot see.
  duet::Task<duet::Status> waits_in_coroutine(duet::Reader<Number>& numbers, duet::Writer<Number>& out, duet::Call&) {
    const Number* first = co_await numbers.read();
    if (first->text == "read") (void)numbers.read().wait();
    if (first->text == "write") (void)out.write(*first).wait();
    if (first->text == "headers") (void)out.send_headers().wait();
    co_return duet::Status();
  }
  duet::Status late_header(const Number&, duet::Writer<Number>& numbers, duet::Call& call) {
    const Number number;
    (void)numbers.write(number).wait();
    call.set_header("x-late", "1");
    return {};
  }
  // Messages that are not compressed, one by one and then all.
  duet::Status plainly(const Number&, duet::Writer<Number>& numbers, duet::Call& call) {
    const Number number;
    (void)numbers.write(number).wait();
    (void)numbers.write(number, duet::kUncompressed).wait();
    (void)numbers.write(number).wait();
    call.do_not_compress();
    (void)numbers.write(number).wait();
    return {};
  }

  static void describe(duet::Plugin<Streams>& plugin) {
    plugin.id("com.example.streams").version("1.0.0");
    auto& service = plugin.service("streams.v1.Streams");
    service.server_stream("Count", &Streams::count).get("/count/{value}");
    service.server_stream("CountWaiting", &Streams::count_waiting);
    service.client_stream("Sum", &Streams::sum).post("/shelves/{shelf}:sum");
    service.client_stream("SumWaiting", &Streams::sum_waiting);
    service.bidi("Twice", &Streams::twice).post("/twice");
    service.bidi("TwiceWaiting", &Streams::twice_waiting);
    service.bidi("WaitsInCoroutine", &Streams::waits_in_coroutine);
    service.server_stream("LateHeader", &Streams::late_header);
    service.server_stream("Plainly", &Streams::plainly);
  }

 private:
  static void check_no_more(const Number* number) {
    if (number != nullptr) throw std::logic_error("a message after the last one");
  }
  static duet::Status gone() { return duet::cancelled("nobody waits"); }
  static duet::Status pass_on(const duet::Status& status) { return status; }
  static void begin(const Number& request, duet::Call& call) {
    call.set_header("x-begin", "1");
    call.http_status(202);
    if (request.text == "throw first") throw std::runtime_error("before the first message");
  }
  static duet::Status end(const Number& request, duet::Call& call) {
    call.set_trailer("x-end", std::to_string(request.value));
    if (request.text == "throw last") throw std::runtime_error("after the last message");
    if (request.text == "fail last") return duet::data_loss("the last one is gone");
    return {};
  }
  static Number number(const Number& request, int value) {
    watch().at_point(value);
    Number number{value, {}, {}};
    if (request.text == "large") number.text.assign(100'000, 'x');
    if (request.text == "not UTF-8" && value == 2) number.text = "\xff";
    return number;
  }
  static void add(Sum& sum, Number& number) {
    sum.value += number.value;
    ++sum.count;
    if (!number.text.empty()) sum.texts.push_back(std::move(number.text));
    if (!number.shelf.empty()) sum.texts.push_back(std::move(number.shelf));
  }
};

}  // namespace streams
