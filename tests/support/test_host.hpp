// A host of about two hundred lines: the C tables of the ABI with threads, timers and call handles behind them. It
// keeps every promise of duet/abi/host.h and checks those that the plugin gives, so that tests of the SDK cross the
// real border.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <duet/abi/ext/pattern.h>
#include <duet/abi/plugin.h>

namespace duet::test {

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::uint32_t method = 0;
  std::uint32_t door = DUET_DOOR_REST;
  std::uint32_t encoding = DUET_JSON;
  std::uint32_t reply_encoding = DUET_JSON;
  std::uint32_t json_flags = 0;
  std::int64_t deadline_ns = 0;
  std::string request_id = "req-1";
  std::string peer = "127.0.0.1:4711";
  Pairs metadata{};
  Pairs path{};
  Pairs query{};
  std::string body_field = "*";
  std::string reply_field{};
  std::vector<std::string> body{};  // in pieces, which methods that take a stream are handed one by one
  bool without_end = false;         // the stream does not end: what is there is followed by TestCall::put() or nothing
  bool is_slow = false;             // the client takes nothing: it has room when TestCall::make_room() says so
};

struct Reply {
  std::int32_t code = -1;
  std::uint32_t http_status = 0;
  std::string message;
  std::string details;
  Pairs metadata;
  Pairs trailers;
  std::string body;
  bool body_was_owned = false;
  std::uint32_t flags = 0;
  // Of an answer that was streamed.
  std::vector<std::string> pieces{};
  std::vector<std::uint32_t> piece_flags{};
  Pairs head{};  // what came with the first piece, or alone
  int heads = 0;
  std::uint32_t head_status = 0;
  bool has_owned_pieces = false;
  int overruns = 0;  // pieces that came while the plugin was to wait
};

struct LogLine {
  std::uint64_t call;
  int level;
  std::string message;
  Pairs fields;
};

class TestCall;

class TestHost {
 public:
  explicit TestHost(int threads = 2);
  ~TestHost();
  TestHost(const TestHost&) = delete;
  TestHost& operator=(const TestHost&) = delete;

  // The table for plugins.
  const duet_host* table() const { return &table_; }
  // Leaves the pattern extension out, as an old host would.
  void without_patterns() { has_patterns_ = false; }

  // Begins a call on a thread of the host.
  std::shared_ptr<TestCall> begin(const duet_plugin* plugin, void* instance, Request request);
  // Begins a call and waits for its answer.
  Reply call(const duet_plugin* plugin, void* instance, Request request);

  std::vector<LogLine> log() const;
  // finish() and resume() for calls that are over already.
  int stale_calls() const { return stale_calls_; }

 private:
  friend class TestCall;
  using Clock = std::chrono::steady_clock;

  void post(Clock::time_point when, std::function<void()> job);
  void run();
  std::shared_ptr<TestCall> find(duet_call handle) const;
  void forget(duet_call handle);
  void install_table();

  duet_host table_{};
  duet_ext_pattern patterns_{};
  bool has_patterns_ = true;
  std::atomic<int> stale_calls_{0};

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::multimap<Clock::time_point, std::function<void()>> jobs_;
  std::map<duet_call, std::shared_ptr<TestCall>> calls_;
  duet_call last_handle_ = 0;
  std::vector<LogLine> log_;
  bool ending_ = false;
  std::vector<std::thread> threads_;
  std::vector<std::thread> waiting_threads_;  // one for each call of a method with DUET_WAITS
};

// One call in progress.
class TestCall : public std::enable_shared_from_this<TestCall> {
 public:
  // Waits for the answer.
  Reply wait();
  bool is_finished() const;
  // The caller goes away: cancelled() becomes true and on_cancel() follows.
  void cancel();
  // One more piece or message of a request without_end; the end.
  void put(std::string piece);
  void put_end();
  // What the answer's stream has so far.
  std::vector<std::string> sent() const;
  // Waits until so many pieces have been sent.
  void wait_for_sent(std::size_t count) const;
  // The slow client takes what there is.
  void make_room();

 private:
  friend class TestHost;
  TestCall(TestHost& host, const duet_plugin* plugin, void* instance, duet_call handle, Request request);
  void invoke();
  void resume(std::uint64_t tag, std::int64_t delay_ns);
  void run_resume(std::uint64_t sequence, std::uint64_t tag);
  void finish(const duet_reply& reply);
  bool waits() const;
  void ask();
  void post_receive();
  bool take_piece(std::string& piece, bool& end);
  void deliver();
  duet_code take(duet_slice* message, int* end);
  duet_code send(const duet_reply* head, const duet_slice* piece, std::size_t n_piece);
  duet_code wait_sendable();
  void post_sendable();

  TestHost& host_;
  const duet_plugin* plugin_;
  void* instance_;
  duet_call handle_;
  Request request_;
  std::vector<duet_kv> metadata_, path_, query_;
  std::vector<duet_slice> body_;
  duet_request abi_{};
  duet_method row_{};
  struct AlignedFree {
    void operator()(void* memory) const { std::free(memory); }
  };
  std::unique_ptr<void, AlignedFree> state_;
  std::atomic<bool> cancelled_{false};

  std::mutex callbacks_;  // held during every callback: they never overlap for one call
  mutable std::mutex mutex_;
  mutable std::condition_variable moved_;
  std::uint64_t resume_sequence_ = 0;
  std::optional<Reply> reply_;
  std::deque<std::string> incoming_;
  bool incoming_ends_ = true;
  std::size_t asked_ = 0;
  bool has_room_ = false;
  bool is_full_ = false;  // the plugin has been told to wait, and not yet that there is room
  Reply so_far_;          // what has been streamed
};

}  // namespace duet::test
