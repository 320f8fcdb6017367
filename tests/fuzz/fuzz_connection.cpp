// Fuzzes a REST connection without its socket: any bytes, in any pieces, with pauses, slow reading and ends at any
// place.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/log.hpp"
#include "check.hpp"
#include "host/rest/golden/golden_host.hpp"
#include "script.hpp"
#include "support/http_answers.hpp"

using golden::GoldenHost;
using golden::Wire;

namespace {

// What one connection may hold for a client that does not read: the high water mark and one answer.
constexpr std::size_t kMostUnread = 4096 + 20'000 + 2000 + 4096;

struct Trace {
  std::string output;
  std::uint64_t begun = 0;  // handlers
  bool open = true;
  bool timed = false;     // time passed, or the client or the host came to an end
  bool streamed = false;  // bodies went in pieces, whose sizes may differ from run to run, or as WebSocket's messages
};

bool begins_like_a_proxy(std::string_view sent) {
  return sent.starts_with("PROXY ") || sent.starts_with(std::string_view("\r\n\r\n\0\r\nQUIT\n", 12));
}

class Run {
 public:
  Run(GoldenHost& host, std::string_view sent)
      : host_(host),
        wire_(host, begins_like_a_proxy(sent) ? Wire::Listener::kBehindProxy : Wire::Listener::kPlain),
        sent_(sent) {}

  void step(fuzz::Step step) {
    using What = fuzz::Step::What;
    switch (step.what) {
      case What::kSend:
        send(step.much + 1);
        break;
      case What::kSendMore:
        send((step.much + 1) * 61);
        break;
      case What::kSendAll:
        send(sent_.size());
        break;
      case What::kRead:
        wire_.read(step.much * step.much + 1);
        break;
      case What::kReadAll:
        wire_.read_all();
        break;
      case What::kRelease:
        host_.release();
        wire_.collect();
        break;
      case What::kWait:
        timed_ = true;
        wire_.tick(static_cast<std::int64_t>(step.much) * 500'000'000);
        break;
      case What::kEnd:
        timed_ = true;
        if (step.much < 16) {
          end();
        } else {
          host_.set_phase(duet::rest::Phase::kDraining);
        }
        break;
    }
    look();
  }

  /// Everything goes its way to the end.
  Trace finish() {
    while (true) {
      wire_.read_all();
      look();
      if (wire_.open() && wire_.wants_input() && !sent_.empty()) {
        send(sent_.size());
      } else if (host_.release()) {
        wire_.collect();
      } else if (host_.streaming() > 0 && wire_.open() && !ended_) {
        timed_ = true;  // A handler waits for the rest of a body.
        end();
      } else if (host_.streaming() > 0 && wire_.open() && !std::exchange(waited_, true)) {
        wire_.tick(3'000'000'000);  // Or for a client that has said good-bye to read.
      } else {
        break;
      }
    }
    look();
    if (ended_) {
      fuzz::check(!wire_.open(), "the client has ended its side and has all answers, and the connection is open");
    } else if (wire_.open()) {
      fuzz::check(wire_.wants_input() && sent_.empty(), "nothing is left to do and the connection wants no input");
    }
    const bool upgraded = wire_.output().find("HTTP/1.1 101 ") != std::string::npos;
    return {wire_.output(), host_.begun(), wire_.open(), timed_, host_.streamed() > 0 || upgraded};
  }

 private:
  void send(std::size_t size) {
    const std::string_view piece = sent_.substr(0, size);
    if (piece.empty() || ended_ || !wire_.open()) return;
    sent_.remove_prefix(wire_.send(piece));
  }

  void end() {
    if (ended_ || !wire_.open()) return;
    wire_.send_end();
    ended_ = true;
    sent_ = {};
  }

  // What holds at any time.
  void look() {
    fuzz::check(wire_.unread() <= kMostUnread, "too much waits for a client that does not read");
    if (wire_.open()) return;
    fuzz::check(!wire_.wants_input(), "the connection has ended and wants input");
    if (!closed_) begun_at_end_ = host_.begun();
    closed_ = true;
    fuzz::check(host_.begun() == begun_at_end_, "a handler began after the connection had ended");
  }

  GoldenHost& host_;
  Wire wire_;
  std::string_view sent_;
  bool timed_ = false;
  bool ended_ = false;
  bool waited_ = false;
  bool closed_ = false;
  std::uint64_t begun_at_end_ = 0;
};

Trace run(GoldenHost& host, std::string_view sent, std::string_view script) {
  host.set_phase(duet::rest::Phase::kServing);
  Trace trace;
  {
    Run run(host, sent);
    for (const char byte : script) run.step(fuzz::Step(byte));
    trace = run.finish();
  }
  while (host.release()) continue;
  return trace;
}

/// A server's frames (RFC 6455 section 5): unmasked, whole, of lengths in their shortest form, a close frame the last.
void judge_frames(std::string_view rest, const Trace& trace) {
  while (!rest.empty()) {
    const bool broken_off = !trace.open && rest.size() < 2;
    if (broken_off) return;
    fuzz::check(rest.size() >= 2, "half a frame", trace.output);
    const auto byte = [&](std::size_t at) { return std::size_t{static_cast<unsigned char>(rest[at])}; };
    const std::size_t opcode = byte(0) & 0xf;
    fuzz::check((byte(0) & 0xf0) == 0x80, "a frame in fragments, or with reserved bits", trace.output);
    fuzz::check(opcode == 1 || opcode == 2 || (opcode >= 8 && opcode <= 10), "a frame of no kind", trace.output);
    std::size_t start = 2;
    std::size_t size = byte(1);
    fuzz::check(size <= 126, "a masked frame, or one that is too large", trace.output);
    if (size == 126) {
      if (!trace.open && rest.size() < 4) return;
      fuzz::check(rest.size() >= 4, "half a frame", trace.output);
      start = 4;
      size = byte(2) << 8 | byte(3);
      fuzz::check(opcode < 8 && size >= 126, "a length that is not in its shortest form", trace.output);
    }
    if (!trace.open && rest.size() < start + size) return;  // The client was dropped.
    fuzz::check(rest.size() >= start + size, "half a frame", trace.output);
    rest.remove_prefix(start + size);
    if (opcode != 8) continue;
    fuzz::check(rest.empty(), "something follows a close frame", trace.output);
    fuzz::check(!trace.open, "the connection is open behind a close frame", trace.output);
  }
}

/// Every byte of the output is of an answer, in order, and nothing follows one that ends the connection.
void judge(const Trace& trace) {
  std::string_view rest = trace.output;
  std::uint64_t number = 0;
  bool closed = false;
  while (!rest.empty()) {
    fuzz::check(!closed, "something follows the answer that ends the connection", trace.output);
    test::HttpAnswer answer;
    const std::string fault = test::read_answer(rest, test::BodyRule::kGuess, answer);
    // A client that was dropped because it did not read has not got all, nor has one whose own body went wrong while
    // its answer was on the way.
    if (!fault.empty() && (trace.timed || trace.streamed) && !trace.open) return;
    fuzz::check(fault.empty(), fault, trace.output);
    if (answer.status == 101) {
      judge_frames(rest, trace);
      return;
    }
    if (answer.interim()) continue;
    closed = answer.closes();
    fuzz::check(answer.count("x-request-id") <= 1, "two request ids", trace.output);
    if (answer.count("probe-call") == 0) continue;
    ++number;
    // Where a body in pieces went wrong, its handler's answer is not the one that is sent.
    const bool in_order = trace.streamed || answer.field("probe-call") == std::to_string(number);
    fuzz::check(in_order, "an answer is lost or out of order", trace.output);
  }
  if (closed) fuzz::check(!trace.open, "the last answer ends the connection, and it is open", trace.output);
  if (!trace.timed && !trace.streamed)
    fuzz::check(number == trace.begun, "a handler's answer is missing", trace.output);
}

// What comes true by the clock, or on a thread of its own, would make runs differ.
bool is_left_out(std::string_view sent) {
  std::string lower(sent);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  constexpr std::array<std::string_view, 5> kLeftOut{"x-request-timeout", "grpc-timeout", "connect-timeout-ms",
                                                     "/settle", "/rest_test.s/m22"};
  return std::any_of(kLeftOut.begin(), kLeftOut.end(),
                     [&](std::string_view text) { return lower.find(text) != std::string::npos; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Remarks on hostile clients are what the log is for, and nothing to read here.
  static const bool quiet = [] {
    duet::base::log::Options options;
    options.level = duet::base::log::Level::error;
    return duet::base::log::configure(options).ok();
  }();
  fuzz::check(quiet, "the log could not be set up");
  static GoldenHost host;
  const fuzz::Input input = fuzz::split_input(data, size);
  if (is_left_out(input.sent)) return 0;
  const Trace trace = run(host, input.sent, input.script);
  judge(trace);
  if (trace.timed || trace.streamed) return 0;
  const Trace whole = run(host, input.sent, {});
  judge(whole);
  fuzz::check(whole.open == trace.open && rest_test::normalized(whole.output) == rest_test::normalized(trace.output),
              "what is answered depends on how the bytes arrived", whole.output + "\n--- in pieces:\n" + trace.output);
  return 0;
}
