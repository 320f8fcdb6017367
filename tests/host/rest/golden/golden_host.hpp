// A REST door without sockets for tests that send it bytes: methods that show what they were given, and some that
// answer late or strangely.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "host/rest/rest_fixture.hpp"
#include "rest/link.hpp"

namespace golden {

/// The methods are in methods() of the .cpp. Not thread safe: what answers late does so when release() is called. Only
/// the methods whose bodies go in pieces work on another thread; settle() waits for it.
class GoldenHost : public rest_test::Fixture {
 public:
  explicit GoldenHost(const duet::rest::RestOptions& options = small_options());
  /// So that tests reach limits soon.
  static duet::rest::RestOptions small_options();
  /// Lets go of what is held.
  ~GoldenHost();

  /// Finishes the call that has waited longest. False if none does.
  bool release();
  /// Waits until the methods whose bodies go in pieces have done all that they can do now.
  void settle();
  /// Calls of those that are not finished.
  int streaming() const { return streaming_; }
  /// Those that have begun for the newest wire.
  int streamed() const { return streamed_; }
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
  void begin_stream(duet::core::Call& call);
  void receive(duet::core::Call& call, std::string_view piece, bool end);
  void finish_stream(duet::core::Call& call);
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

  // A call whose body comes in pieces. Used by the call's own events only, one after the other.
  struct Stream {
    std::uint64_t number = 0;
    bool mirror = false;
    bool messages = false;  // rather than bytes
    bool head_sent = false;
    bool ended = false;
    std::size_t received = 0;
    std::string text;  // what has come, where it is messages
    std::uint32_t left = 0;
    std::uint32_t sent = 0;
  };
  bool send(duet::core::Call& call, Stream& stream, std::string_view piece);
  void send_rest(duet::core::Call& call);
  bool is_streaming(const duet::core::Call& call);
  Stream& stream_of(const duet::core::Call& call);

  std::mutex mutex_;
  std::map<duet_call, Stream> streams_;  // guarded by mutex_
  std::atomic<int> streaming_{0};
  int streamed_ = 0;
  std::atomic<std::uint64_t> events_{0};
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
  /// Brings what has come from elsewhere: late answers, and pieces of them.
  void collect();
  /// Lets time pass, of which the connection is told.
  void tick(std::int64_t pass_ns);

  /// All that was read.
  const std::string& output() const { return output_; }
  std::size_t unread() const { return link_.output().size(); }
  bool wants_input() const { return link_.wants_input(); }
  bool open() const { return link_.end() == duet::rest::Link::End::kOpen; }

 private:
  void follow();

  GoldenHost& host_;
  std::int64_t now_ns_ = 1'000'000'000;
  duet::rest::Link link_;
  std::string output_;
};

}  // namespace golden
