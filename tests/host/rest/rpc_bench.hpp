// Methods of all kinds behind a connection without a socket, and what goes to them in envelopes.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "host/rest/rest_fixture.hpp"
#include "rest/connection.hpp"
#include "support/http_answers.hpp"

namespace rest_test {

// The methods' paths. Each has the trailer "end: yes", and as metadata "seen" what the handler saw of "ask".
inline constexpr std::string_view kUnary = "/rest_test.S/M0";         // "M0 body:..."
inline constexpr std::string_view kIdempotent = "/rest_test.S/M1";    // the same; its route is GET
inline constexpr std::string_view kServerStream = "/rest_test.S/M2";  // its body's parts between commas
inline constexpr std::string_view kClientStream = "/rest_test.S/M3";  // all messages, joined by "|"
inline constexpr std::string_view kBidi = "/rest_test.S/M4";          // each message as it comes
inline constexpr std::string_view kFailing = "/rest_test.S/M5";     // NOT_FOUND with everything that an error may have
inline constexpr std::string_view kBreaking = "/rest_test.S/M6";    // a message, then the same error
inline constexpr std::string_view kSilent = "/rest_test.S/M7";      // never answers by itself
inline constexpr std::string_view kRepeatable = "/rest_test.S/M8";  // idempotent, but for POST only
inline constexpr std::string_view kRaw = "/rest_test.S/M9";
inline constexpr std::string_view kProtobufOnly = "/rest_test.S/M10";

class RpcBench : public Fixture {
 public:
  explicit RpcBench(duet::rest::RestOptions options = {});
  /// Finishes what is silent.
  ~RpcBench();

  /// The one answer to `request`, which comes in pieces of `piece` bytes; none is whole if it says so in `fault`.
  test::HttpAnswer exchange(std::string_view request, std::size_t piece = static_cast<std::size_t>(-1));
  /// The same for a POST to `path` with `lines` in its head.
  test::HttpAnswer post(std::string_view path, std::string_view content_type, std::string_view content,
                        std::string_view lines = {}, std::size_t piece = static_cast<std::size_t>(-1));
  test::HttpAnswer get(std::string_view path, std::string_view query, std::string_view lines = {});

  /// Of the newest call: its metadata as "name=value;...".
  std::string seen();
  /// Calls of kSilent that have begun.
  std::size_t silent();
  /// Calls that were cancelled.
  int cancelled() const { return cancelled_; }

  duet::rest::RestOptions options;
  duet::rest::RpcProtocols protocols;

 private:
  std::vector<Mounted> methods();
  void remember(const duet::core::Call& call);
  void finish_with(duet_call handle, std::string_view body);
  void fail(duet_call handle);
  void send(duet_call handle, std::string_view message);
  void receive(duet::core::Call& call, std::string_view piece, bool end);

  std::atomic<duet::rest::Phase> phase_{duet::rest::Phase::kServing};
  duet::rest::Worker worker_;
  std::uint64_t connections_ = 0;
  std::atomic<int> cancelled_{0};
  std::mutex mutex_;
  // Guarded by mutex_.
  std::string seen_;
  std::map<duet_call, std::vector<std::string>> received_;
  std::vector<duet_call> silent_;
};

/// `message` in an envelope.
std::string envelope(std::string_view message, std::uint8_t flags = 0);

/// An envelope of an answer, and all that are in `content`; what is cut off is not there.
struct Envelope {
  int flags = 0;
  std::string content;
  bool operator==(const Envelope&) const = default;
};
std::vector<Envelope> envelopes(std::string_view content);
/// The same in base64, in pieces that may each be padded.
std::vector<Envelope> text_envelopes(std::string_view content);

std::string base64(std::string_view bytes);
std::string compressed(std::string_view bytes, duet::rest::Coding coding);
std::string expanded(std::string_view bytes, duet::rest::Coding coding);

/// The details of the error that kFailing has: google.rpc.Status with a RetryInfo and one that the host does not know.
std::string error_details();

}  // namespace rest_test
