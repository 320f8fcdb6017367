// The messages of probe.v1.Probe: every type of field, every rule, and what the other methods need.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <duet/model.hpp>

namespace probe {

enum class Mood : int { kUnspecified = 0, kCalm = 1, kAngry = 2 };
DUET_ENUM(Mood, DUET_VALUE(MOOD_UNSPECIFIED, Mood::kUnspecified), DUET_VALUE(MOOD_CALM, Mood::kCalm),
          DUET_VALUE(MOOD_ANGRY, Mood::kAngry), DUET_VALUE(MOOD_FURIOUS, Mood::kAngry));

struct Inner {
  std::string label;
  std::int32_t number = 0;
};
DUET_MODEL(Inner, DUET_FIELD(1, label), DUET_FIELD(2, number));

struct Outer {
  Inner inner;
  std::vector<Inner> list;
};
DUET_MODEL(Outer, DUET_FIELD(1, inner), DUET_FIELD(2, list));

struct Everything {
  std::string text;
  bool flag = false;
  std::int32_t int32_value = 0;
  std::int64_t int64_value = 0;
  std::uint32_t uint32_value = 0;
  std::uint64_t uint64_value = 0;
  float float_value = 0;
  double double_value = 0;
  duet::Bytes bytes_value;
  Mood mood = Mood::kUnspecified;
  Outer outer;
  std::optional<Outer> maybe_outer;
  std::optional<std::string> maybe_text;
  std::optional<std::int32_t> maybe_number;
  std::optional<bool> maybe_flag;
  std::optional<Mood> maybe_mood;
  std::vector<std::string> texts;
  std::vector<std::int32_t> numbers;
  std::vector<std::int64_t> long_numbers;
  std::vector<double> doubles;
  std::vector<bool> flags;
  std::vector<duet::Bytes> blobs;
  std::vector<Mood> moods;
  std::vector<Outer> outers;
  std::map<std::string, std::string> text_by_text;
  std::map<std::int32_t, Inner> inner_by_number;
  std::map<bool, std::int64_t> number_by_flag;
  std::map<std::uint64_t, Mood> mood_by_number;
};
DUET_MODEL(Everything, duet::doc("One field of each type that a model can have."), DUET_FIELD(1, text),
           DUET_FIELD(2, flag), DUET_FIELD(3, int32_value), DUET_FIELD(4, int64_value), DUET_FIELD(5, uint32_value),
           DUET_FIELD(6, uint64_value), DUET_FIELD(7, float_value), DUET_FIELD(8, double_value),
           DUET_FIELD(9, bytes_value), DUET_FIELD(10, mood), DUET_FIELD(11, outer), DUET_FIELD(12, maybe_outer),
           DUET_FIELD(13, maybe_text), DUET_FIELD(14, maybe_number), DUET_FIELD(15, maybe_flag),
           DUET_FIELD(16, maybe_mood), DUET_FIELD(17, texts), DUET_FIELD(18, numbers), DUET_FIELD(19, long_numbers),
           DUET_FIELD(20, doubles), DUET_FIELD(21, flags), DUET_FIELD(22, blobs), DUET_FIELD(23, moods),
           DUET_FIELD(24, outers), DUET_FIELD(25, text_by_text), DUET_FIELD(26, inner_by_number),
           DUET_FIELD(27, number_by_flag), DUET_FIELD(28, mood_by_number));

struct CheckRequest {
  std::int32_t id = 0;
  std::string name;
  std::string code;
  std::int32_t count = 0;
  double price = 0;
  std::vector<std::string> tags;
  std::optional<bool> agreed;
  std::optional<Inner> inner;
};
DUET_MODEL(CheckRequest, duet::doc("One field for each rule."), DUET_FIELD(1, id, duet::output_only),
           DUET_FIELD(2, name, duet::length(2, 5)), DUET_FIELD(3, code, duet::pattern("^[a-z]+$")),
           DUET_FIELD(4, count, duet::range(1, 10)), DUET_FIELD(5, price, duet::gt(0.0)),
           DUET_FIELD(6, tags, duet::items(1, 3), duet::min_length(1)), DUET_FIELD(7, agreed, duet::required),
           DUET_FIELD(8, inner));

struct FailRequest {
  std::int32_t code = 0;
  std::string message;
  bool with_details = false;
};
DUET_MODEL(FailRequest, DUET_FIELD(1, code, duet::range(0, 16)), DUET_FIELD(2, message),
           DUET_FIELD(3, with_details, duet::doc("Adds a BadRequest with one violation, and an ErrorInfo.")));

struct ThrowRequest {
  std::string what;
};
DUET_MODEL(ThrowRequest,
           DUET_FIELD(1, what, duet::doc("'int' throws a number; any other text a std::runtime_error with it.")));

struct DelayRequest {
  std::int32_t ms = 0;
};
DUET_MODEL(DelayRequest, DUET_FIELD(1, ms, duet::range(0, 60'000)));

struct DelayResponse {
  std::int32_t ms = 0;
};
DUET_MODEL(DelayResponse, DUET_FIELD(1, ms));

struct Header {
  std::string key;
  std::string value;
};
DUET_MODEL(Header, DUET_FIELD(1, key), DUET_FIELD(2, value));

struct HeadersResponse {
  std::vector<Header> metadata;
  std::string request_id;
  std::string peer;
  std::string door;
  bool has_deadline = false;
  std::string client_subject;
};
DUET_MODEL(HeadersResponse, DUET_FIELD(1, metadata, duet::doc("What came in; values of -bin keys are left out.")),
           DUET_FIELD(2, request_id), DUET_FIELD(3, peer), DUET_FIELD(4, door), DUET_FIELD(5, has_deadline),
           DUET_FIELD(6, client_subject));

struct BigRequest {
  std::int32_t size = 0;
};
DUET_MODEL(BigRequest, DUET_FIELD(1, size, duet::range(0, 64 * 1024 * 1024)));

struct BigResponse {
  std::string text;
};
DUET_MODEL(BigResponse, DUET_FIELD(1, text));

struct AsyncRequest {
  std::int32_t number = 0;
};
DUET_MODEL(AsyncRequest, DUET_FIELD(1, number));

struct AsyncResponse {
  std::int32_t number = 0;
};
DUET_MODEL(AsyncResponse, DUET_FIELD(1, number));

struct DigestRequest {
  std::int64_t stop_after = 0;
  std::int32_t pause_ms = 0;
};
DUET_MODEL(DigestRequest,
           DUET_FIELD(1, stop_after, duet::doc("Answers when it has read this many bytes; 0 = all of them.")),
           DUET_FIELD(2, pause_ms, duet::range(0, 1000), duet::doc("Between two pieces.")));

struct DigestResponse {
  std::int64_t bytes = 0;
  std::int64_t pieces = 0;
  std::uint32_t sum = 0;
  bool complete = false;
};
DUET_MODEL(DigestResponse, DUET_FIELD(1, bytes), DUET_FIELD(2, pieces), DUET_FIELD(3, sum), DUET_FIELD(4, complete));

struct LinesRequest {
  std::int32_t count = 0;
  std::int32_t fail_after = 0;
  std::int32_t pause_ms = 0;
};
DUET_MODEL(LinesRequest, DUET_FIELD(1, count, duet::range(0, 10'000'000)),
           DUET_FIELD(2, fail_after, duet::doc("Ends with an error after so many lines; 0 = never.")),
           DUET_FIELD(3, pause_ms, duet::range(0, 1000), duet::doc("After each line.")));

struct Counters {
  std::int32_t sleeps_begun = 0;
  std::int32_t sleeps_ended = 0;
  std::int32_t sleeps_cancelled = 0;
  std::int64_t bytes_read = 0;
  std::int32_t lines_written = 0;
  std::int32_t uploads_cancelled = 0;
  std::int32_t downloads_cancelled = 0;
};
DUET_MODEL(Counters, DUET_FIELD(1, sleeps_begun), DUET_FIELD(2, sleeps_ended), DUET_FIELD(3, sleeps_cancelled),
           DUET_FIELD(4, bytes_read, duet::doc("By the upload that read last.")),
           DUET_FIELD(5, lines_written, duet::doc("By the download that wrote last.")),
           DUET_FIELD(6, uploads_cancelled), DUET_FIELD(7, downloads_cancelled));

struct ProbeSettings {
  std::string fail_at;
  std::int32_t limit = 10;
};
DUET_MODEL(ProbeSettings, DUET_FIELD(1, fail_at, duet::pattern("^(|create|start)$")),
           DUET_FIELD(2, limit, duet::range(1, 100)));

}  // namespace probe
