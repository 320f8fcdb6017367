// The golden exchanges: bytes in, and what must come out. Each is delivered whole, cut in two at every place, byte by
// byte, and with a request before and after it.
#include <doctest/doctest.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "host/rest/golden/cases.hpp"
#include "host/rest/golden/golden_host.hpp"
#include "support/http_answers.hpp"

using namespace golden;

namespace {

constexpr std::string_view kBefore = "GET /items/before HTTP/1.1\r\nHost: h\r\nX-Request-Id: before\r\n\r\n";
constexpr std::string_view kAfter = "GET /items/after HTTP/1.1\r\nHost: h\r\nX-Request-Id: after\r\n\r\n";

struct Outcome {
  std::string output;
  bool open = true;
  bool wants_input = true;
};

/// Delivers `input` in pieces of the sizes that `size_at` tells for each position.
template <class SizeAt>
Outcome deliver(GoldenHost& host, std::string_view input, bool half_close, const SizeAt& size_at) {
  Wire wire(host);
  bool ended = !half_close;
  for (std::size_t at = 0;;) {
    wire.read_all();
    if (at < input.size() && wire.wants_input()) {
      const std::size_t size = std::min(input.size() - at, size_at(at));
      at += wire.send(input.substr(at, size));
    } else if (at == input.size() && !ended && wire.open()) {
      wire.send_end();
      ended = true;
    } else if (host.release()) {
      wire.collect();
    } else {
      break;
    }
  }
  return {wire.output(), wire.open(), wire.wants_input()};
}

/// The answer to a neighbour, taken off the front of `rest`.
std::string judge_neighbour(std::string_view& rest, std::string_view id, bool last) {
  test::HttpAnswer answer;
  const std::string fault = test::read_answer(rest, test::BodyRule::kSent, answer);
  if (!fault.empty()) return "the neighbour " + std::string(id) + " got no answer: " + fault;
  if (answer.status != 200 || answer.body != "M0 path:id=" + std::string(id)) return "a wrong answer to a neighbour";
  if (answer.field("x-request-id") != id) return "a neighbour's answer with another's id";
  return answer.closes() == last ? "" : "a neighbour's answer with a wrong Connection";
}

std::string judge_answer(const Expected& expected, const test::HttpAnswer& answer, bool last, bool half_closed) {
  if (answer.status != expected.status) return "the status is " + std::to_string(answer.status);
  if (expected.how == Expected::Body::kNone && !answer.body.empty() && answer.status < 400) {
    return "a body that should not be there";
  }
  if (expected.how == Expected::Body::kExact && answer.body != expected.body) return "another body";
  if (expected.how == Expected::Body::kPart && answer.body.find(expected.body) == std::string::npos) {
    return "the body does not say '" + expected.body + "'";
  }
  for (const auto& [name, value] : expected.fields) {
    if (answer.count(name) != 1) return name + " is there " + std::to_string(answer.count(name)) + " times";
    if (answer.field(name) != value) return name + " is '" + std::string(answer.field(name)) + "'";
  }
  for (const std::string& name : expected.absent) {
    if (answer.count(name) != 0) return name + " is there";
  }
  if (answer.interim()) return {};
  if (answer.count("x-request-id") != 1) return "no X-Request-Id";
  return answer.closes() == last || half_closed ? "" : "Connection: close is not where the connection ends";
}

/// Takes what `pattern` describes off the front of `rest`.
std::string judge_raw(std::string_view pattern, std::string_view& rest) {
  constexpr std::size_t kDate = 29;
  constexpr std::size_t kId = 16;
  while (!pattern.empty()) {
    if (pattern.starts_with("{n}")) {
      rest.remove_prefix(std::min(rest.find_first_not_of("0123456789"), rest.size()));
      pattern.remove_prefix(3);
      continue;
    }
    const bool date = pattern.starts_with("{date}");
    const bool id = pattern.starts_with("{id}");
    const std::size_t size = date ? kDate : id ? kId : 1;
    if (rest.size() < size) return "the output ends before '" + std::string(pattern.substr(0, 60)) + "'";
    if (!date && !id && rest.front() != pattern.front()) {
      return "'" + std::string(pattern.substr(0, 60)) + "' expected at '" + std::string(rest.substr(0, 60)) + "'";
    }
    if (id && rest.substr(0, size).find_first_not_of("0123456789abcdef") != std::string_view::npos) return "not an id";
    pattern.remove_prefix(date ? 6 : id ? 4 : 1);
    rest.remove_prefix(size);
  }
  return {};
}

/// What is wrong with an outcome, or "".
std::string judge(const Case& one, const Outcome& outcome, bool before, bool after) {
  std::string_view rest = outcome.output;
  std::string fault;
  const bool closed = one.ending == Case::Ending::kClosed;
  if (before) fault = judge_neighbour(rest, "before", false);
  if (fault.empty() && one.answers.empty()) fault = judge_raw(one.raw, rest);
  for (std::size_t i = 0; i < one.answers.size() && fault.empty(); ++i) {
    test::HttpAnswer answer;
    const auto rule = one.answers[i].head ? test::BodyRule::kToHead : test::BodyRule::kSent;
    fault = test::read_answer(rest, rule, answer);
    const bool last = closed && i + 1 == one.answers.size();
    // A client that has ended its side knows that no more will come: it need not be told.
    if (fault.empty()) fault = judge_answer(one.answers[i], answer, last, one.half_close);
    if (!fault.empty()) fault = "answer " + std::to_string(i + 1) + ": " + fault;
  }
  if (fault.empty() && after && !closed) fault = judge_neighbour(rest, "after", false);
  if (fault.empty() && !rest.empty()) fault = "more than was expected";
  if (fault.empty() && outcome.open == closed) fault = closed ? "the connection stays open" : "the connection ends";
  if (fault.empty() && outcome.wants_input == closed) fault = closed ? "it wants more input" : "it wants no more input";
  return fault;
}

class Judge {
 public:
  explicit Judge(const Case& one) : one_(one) {}

  template <class SizeAt>
  void check(bool before, bool after, const std::string& how, const SizeAt& size_at) {
    if (failed_) return;  // One report for a case is enough.
    std::string input = one_.input;
    if (before) input.insert(0, kBefore);
    if (after) input.append(kAfter);
    const Outcome outcome = deliver(host_, input, one_.half_close, size_at);
    const std::string fault = judge(one_, outcome, before, after);
    failed_ = !fault.empty();
    CHECK_MESSAGE(!failed_, one_.file, ":", one_.line, ": ", one_.name, " (", how, "): ", fault, "\n--- output:\n",
                  outcome.output);
  }

  void check_all() {
    const auto whole = [](std::size_t) { return static_cast<std::size_t>(-1); };
    const auto bytes = [](std::size_t) { return std::size_t{1}; };
    check(false, false, "whole", whole);
    check(false, false, "byte by byte", bytes);
    for (std::size_t cut = 1; cut < one_.input.size(); ++cut) {
      check(false, false, "cut after " + std::to_string(cut),
            [&](std::size_t at) { return at < cut ? cut - at : static_cast<std::size_t>(-1); });
    }
    const bool after = one_.ending != Case::Ending::kWaiting && !one_.half_close;
    check(true, after, "between neighbours", whole);
    check(true, after, "between neighbours, byte by byte", bytes);
    check(true, after, "between neighbours, in pieces of 13", [](std::size_t) { return std::size_t{13}; });
  }

 private:
  const Case& one_;
  GoldenHost host_;
  bool failed_ = false;
};

}  // namespace

TEST_CASE("golden exchanges") {
  const std::vector<Case> cases = read_cases(DUET_GOLDEN_CASES);
  std::set<std::string> names;
  for (const Case& one : cases) {
    CHECK_MESSAGE(names.insert(one.name).second, one.file, ":", one.line, ": a second case of this name");
    Judge(one).check_all();
  }
  MESSAGE(cases.size(), " exchanges");
  CHECK(cases.size() >= 150);
}
