// Which answers are compressed, and what their heads tell caches of it.
#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <vector>

#include "core/code_map.hpp"
#include "host/rest/asked.hpp"
#include "rest/content_coding.hpp"

using namespace duet::rest;
using namespace duet::core;
using rest_test::Asked;
using rest_test::content;
using rest_test::field;
using rest_test::text;

namespace {

std::string rows() {
  std::string body = "[";
  for (int i = 0; i < 200; ++i) body += "{\"id\":" + std::to_string(i) + ",\"name\":\"a thing\"},";
  return body + "{}]";
}

struct Large : Asked {
  Large() {
    options.compression.codings = {Coding::kZstd, Coding::kBrotli, Coding::kGzip};
    options.compression.types = {"application/json", "+json", "text/*"};
    options.compression.min_bytes = 1000;
    exchange.coding = Coding::kGzip;
    body({large});
  }
  const std::string large = rows();
};

std::string expanded(Coding coding, std::string_view bytes) {
  std::string text;
  std::size_t used = 0;
  const auto decoder = Decoder::make(coding);
  const auto state = decoder->decode(bytes, used, text, 1 << 20);
  return state == Decoder::State::kNeedMore && decoder->finished() ? text : "(malformed)";
}

}  // namespace

TEST_CASE("an answer is compressed with the coding that was chosen") {
  for (const Coding coding : {Coding::kGzip, Coding::kBrotli, Coding::kZstd}) {
    CAPTURE(coding_name(coding));
    Large asked;
    asked.exchange.coding = coding;
    const std::string_view whole = asked.large;
    asked.body({whole.substr(0, 10), whole.substr(10, 0), whole.substr(10)});
    const std::string answer = asked.answer();
    CHECK(field(answer, "Content-Encoding") == coding_name(coding));
    CHECK(field(answer, "Vary") == "Accept-Encoding");
    CHECK(field(answer, "Content-Type") == "application/json");
    CHECK(field(answer, "Content-Length") == std::to_string(content(answer).size()));
    CHECK(content(answer).size() < asked.large.size() / 4);
    CHECK(expanded(coding, content(answer)) == asked.large);

    asked.exchange.head_request = true;
    CHECK(answer.starts_with(asked.answer()));
    CHECK(content(asked.answer()) == "");
  }
}

TEST_CASE("a handler may ask for an answer as it is") {
  Large asked;
  asked.reply.flags = DUET_REPLY_UNCOMPRESSED;
  CHECK(field(asked.answer(), "Content-Encoding") == "(none)");
  CHECK(content(asked.answer()) == asked.large);
}

TEST_CASE("which answers are compressed, and which could have been") {
  struct Row {
    const char* what;
    void (*change)(Large&);
    const char* coding;
    const char* vary;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"as it is", [](Large&) {}, "gzip", "Accept-Encoding"},
           {"not taken", [](Large& l) { l.exchange.coding = Coding::kIdentity; }, "(none)", "Accept-Encoding"},
           {"nothing offered", [](Large& l) { l.options.compression.codings.clear(); }, "(none)", "(none)"},
           {"small", [](Large& l) { l.options.compression.min_bytes = l.large.size() + 1; }, "(none)", "(none)"},
           {"just large", [](Large& l) { l.options.compression.min_bytes = l.large.size(); }, "gzip",
            "Accept-Encoding"},
           {"empty", [](Large& l) { l.options.compression.min_bytes = 0, l.body({}); }, "(none)", "(none)"},
           {"larger when coded", [](Large& l) { l.options.compression.min_bytes = 0, l.body({"{}"}); }, "(none)",
            "Accept-Encoding"},
           {"protobuf", [](Large& l) { l.call->request.reply_encoding = DUET_PROTOBUF; }, "(none)", "(none)"},
           {"a handler's type",
            [](Large& l) {
              l.metadata({{text("content-type"), text("text/csv; header=absent")}});
            },
            "gzip", "Accept-Encoding"},
           {"an image",
            [](Large& l) {
              l.metadata({{text("content-type"), text("image/png")}});
            },
            "(none)", "(none)"},
           {"switched off",
            [](Large& l) {
              l.metadata({{text("content-encoding"), text("Identity")}});
            },
            "(none)", "(none)"},
           {"created", [](Large& l) { l.reply.http_status = 201; }, "gzip", "Accept-Encoding"},
           {"a part", [](Large& l) { l.reply.http_status = 206; }, "(none)", "(none)"},
           {"no content", [](Large& l) { l.reply.http_status = 204; }, "(none)", "(none)"},
       }) {
    CAPTURE(row.what);
    Large asked;
    row.change(asked);
    const std::string answer = asked.answer();
    CHECK(field(answer, "Content-Encoding") == row.coding);
    CHECK(field(answer, "content-encoding") == "(none)");
    CHECK(field(answer, "Vary") == row.vary);
    if (field(answer, "Content-Encoding") == "(none)" && asked.reply.http_status != 204) {
      CHECK(field(answer, "Content-Length") == std::to_string(content(answer).size()));
    }
  }
}

TEST_CASE("a body that the handler has coded goes as it is") {
  Large asked;
  asked.metadata({{text("content-encoding"), text("br")}, {text("content-type"), text("text/html")}});
  const std::string answer = asked.answer();
  CHECK(field(answer, "content-encoding") == "br");
  CHECK(field(answer, "Content-Encoding") == "(none)");
  CHECK(content(answer) == asked.large);
}

TEST_CASE("problems are compressed too") {
  Large asked;
  asked.reply.code = kInvalidArgument;
  asked.reply.message = text(asked.large);
  const std::string answer = asked.answer();
  CHECK(field(answer, "Content-Type") == "application/problem+json");
  CHECK(field(answer, "Content-Encoding") == "gzip");
  CHECK(field(answer, "Vary") == "Accept-Encoding");
  CHECK(expanded(Coding::kGzip, content(answer)).find("\"status\":400") != std::string::npos);
}

TEST_CASE("Vary holds the handler's names and the door's, once each, in one line") {
  struct Row {
    std::vector<const char*> own;
    const char* vary;
  };
  for (const Row& row : std::initializer_list<Row>{
           {{"Origin"}, "Origin, Accept-Encoding"},
           {{"accept-ENCODING"}, "accept-ENCODING"},
           {{"Origin, Accept-Encoding"}, "Origin, Accept-Encoding"},
           {{"Origin", "X-Tenant"}, "Origin, X-Tenant, Accept-Encoding"},
           {{"*"}, "*"},
           {{"Origin", "*"}, "*"},
           {{""}, "Accept-Encoding"},
           {{"Origin\r\nSet-Cookie: a"}, "Accept-Encoding"},
       }) {
    Large asked;
    std::vector<duet_kv> pairs;
    for (const char* own : row.own) pairs.push_back({text("Vary"), text(own)});
    asked.metadata(pairs);
    CAPTURE(row.vary);
    CHECK(field(asked.answer(), "Vary") == row.vary);
  }
  Large small;
  small.body({"{}"});
  small.metadata({{text("vary"), text("Origin")}});
  CHECK(field(small.answer(), "Vary") == "Origin");
}

TEST_CASE("an answer that hangs on Accept says so, where caches keep it") {
  Large asked;
  asked.method.encodings = DUET_JSON | DUET_PROTOBUF;
  asked.call->method = &asked.method;
  CHECK(field(asked.answer(), "Vary") == "Accept-Encoding");
  asked.exchange.conditional = true;
  CHECK(field(asked.answer(), "Vary") == "Accept, Accept-Encoding");
  asked.body({"{}"});
  CHECK(field(asked.answer(), "Vary") == "Accept");
  asked.method.encodings = DUET_JSON;
  CHECK(field(asked.answer(), "Vary") == "(none)");
}

TEST_CASE("what threads answer at the same time is not mixed up") {
  std::vector<std::thread> threads;
  std::vector<int> wrong(3);
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    threads.emplace_back([&wrong, i] {
      Large asked;
      const std::string own = std::to_string(i) + asked.large;
      asked.body({own});
      for (int round = 0; round < 30; ++round) {
        if (expanded(Coding::kGzip, content(asked.answer())) != own) ++wrong[i];
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const int count : wrong) CHECK(count == 0);
}
