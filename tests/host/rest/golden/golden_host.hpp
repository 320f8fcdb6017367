// A REST door without sockets for tests that send it bytes: methods that show what they were given, and some that
// answer late or strangely.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "host/rest/rest_fixture.hpp"
#include "rest/link.hpp"

namespace golden {

/// The methods are in methods() of the .cpp. Not thread safe: what answers late does so when release() is called.
class GoldenHost : public rest_test::Fixture {
 public:
  GoldenHost();
  /// Lets go of what is held.
  ~GoldenHost();

  /// Finishes the call that has waited longest. False if none does.
  bool release();
  /// Whom a wire is connected to; it has to be gone before the host is.
  duet::rest::Worker& worker() { return worker_; }
  const duet::rest::RestOptions& options() const { return options_; }
  /// What the door is told about its end.
  void set_phase(duet::rest::Phase phase) { phase_ = phase; }

  /// How many handlers have begun for the newest wire. Each one's number is in the field "probe-call" of its answer.
  std::uint64_t begun() const { return begun_; }

 private:
  friend class Wire;

  std::vector<rest_test::Mounted> methods();
  void hold(duet::core::Call& call);
  void finish(duet_call handle, std::uint64_t number, duet_reply reply);
  void answer(duet::core::Call& call, std::string_view body);

  const duet::rest::RestOptions options_;
  std::atomic<duet::rest::Phase> phase_{duet::rest::Phase::kServing};
  duet::rest::Worker worker_;
  std::uint64_t begun_ = 0;
  std::uint64_t wires_ = 0;
  struct Held {
    duet_call call;
    std::uint64_t number;
    std::string body;
  };
  std::deque<Held> held_;
};

/// A client's end of a connection to the host: moves the bytes as the door's transport does.
class Wire {
 public:
  enum class Listener { kPlain, kBehindProxy };

  explicit Wire(GoldenHost& host, Listener listener = Listener::kPlain);
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  /// Sends `bytes` while the connection wants them. How many it took.
  std::size_t send(std::string_view bytes);
  void send_end();
  /// Reads at most `size` bytes of what is to be read.
  void read(std::size_t size);
  /// Reads until nothing more comes by itself.
  void read_all();
  /// Brings the answers that came late.
  void collect();
  /// Lets time pass, of which the connection is told.
  void tick(std::int64_t pass_ns);

  /// All that was read.
  const std::string& output() const { return output_; }
  std::size_t unread() const { return link_.output().size(); }
  bool wants_input() const { return link_.wants_input(); }
  bool open() const { return link_.end() == duet::rest::Link::End::kOpen; }

 private:
  GoldenHost& host_;
  std::int64_t now_ns_ = 1'000'000'000;
  duet::rest::Link link_;
  std::string output_;
};

}  // namespace golden
