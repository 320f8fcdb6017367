// The messages of pages.v1: a folder of files, and streams of every kind that go as fast and as far as they are asked
// to.
#pragma once

#include <cstdint>
#include <string>

#include <duet/model.hpp>

namespace pages {

struct GetFileRequest {
  std::string name;
};
DUET_MODEL(GetFileRequest,
           DUET_FIELD(1, name, duet::doc("A path below the folder; a folder stands for its index.html.")));

struct GreetRequest {
  std::string name;
  std::int32_t pause_ms = 0;
};
DUET_MODEL(GreetRequest, DUET_FIELD(1, name, duet::length(1, 40)), DUET_FIELD(2, pause_ms, duet::range(0, 60'000)));

struct GreetResponse {
  std::string text;
};
DUET_MODEL(GreetResponse, DUET_FIELD(1, text));

struct CountRequest {
  std::int64_t to = 0;
  std::int32_t pause_ms = 0;
  std::int64_t fail_after = 0;
  std::int32_t padding = 0;
};
DUET_MODEL(CountRequest, DUET_FIELD(1, to, duet::range(0, 1'000'000'000)),
           DUET_FIELD(2, pause_ms, duet::range(0, 60'000), duet::doc("Before each number but the first.")),
           DUET_FIELD(3, fail_after,
                      duet::doc("Ends with FAILED_PRECONDITION behind this number; -1: at once; 0: never.")),
           DUET_FIELD(4, padding, duet::range(0, 1'000'000), duet::doc("Bytes of text in each message.")));

struct CountResponse {
  std::int64_t number = 0;
  std::string padding;
};
DUET_MODEL(CountResponse, DUET_FIELD(1, number), DUET_FIELD(2, padding));

struct AddRequest {
  std::int64_t number = 0;
  std::int32_t pause_ms = 0;
  std::string padding;
};
DUET_MODEL(AddRequest, DUET_FIELD(1, number, duet::range(-1'000'000, 1'000'000)),
           DUET_FIELD(2, pause_ms, duet::range(0, 1000), duet::doc("Before the next one is read.")),
           DUET_FIELD(3, padding));

struct AddResponse {
  std::int64_t count = 0;
  std::int64_t sum = 0;
};
DUET_MODEL(AddResponse, DUET_FIELD(1, count), DUET_FIELD(2, sum));

struct EchoRequest {
  std::string text;
  std::int32_t times = 0;
};
DUET_MODEL(EchoRequest, DUET_FIELD(1, text, duet::doc("\"fail\" ends the stream with FAILED_PRECONDITION.")),
           DUET_FIELD(2, times, duet::range(0, 1'000'000'000), duet::doc("How often it is sent back; 0 = once.")));

struct EchoResponse {
  std::string text;
};
DUET_MODEL(EchoResponse, DUET_FIELD(1, text));

struct Counters {
  std::int64_t open = 0;
  std::int64_t begun = 0;
  std::int64_t cut_off = 0;
  std::int64_t received = 0;
  std::int64_t sent = 0;
};
DUET_MODEL(Counters, DUET_FIELD(1, open, duet::doc("Calls whose handlers run now.")), DUET_FIELD(2, begun),
           DUET_FIELD(3, cut_off, duet::doc("Calls whose callers had gone before their end.")),
           DUET_FIELD(4, received, duet::doc("Messages that handlers have read.")),
           DUET_FIELD(5, sent, duet::doc("Messages that handlers have written.")));

struct PagesSettings {
  std::string folder;
};
DUET_MODEL(PagesSettings, DUET_FIELD(1, folder, duet::doc("What GetFile serves; empty: nothing.")));

}  // namespace pages
