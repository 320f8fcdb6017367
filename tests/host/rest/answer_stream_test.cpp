// Answers in pieces: their heads, and chunks.
#include "rest/answer_stream.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "host/rest/asked.hpp"

using namespace duet::rest;
using rest_test::Asked;
using rest_test::field;
using rest_test::text;

TEST_CASE("a streamed answer is chunked, and by HTTP/1.0 ends with its connection") {
  Asked asked;
  StreamForm form;
  asked.metadata({{text("content-type"), text("text/csv")}});
  CHECK(asked.stream_head(form) ==
        "HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\nX-Request-Id: r\r\n\r\n");
  CHECK(form.content);
  CHECK(form.chunked);
  CHECK_FALSE(form.close);
  CHECK(form.coding == Coding::kIdentity);
  CHECK(field(asked.stream_head(form, true), "Connection") == "close");
  CHECK(form.close);

  asked.exchange.http10 = true;
  CHECK(asked.stream_head(form) ==
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/csv\r\nX-Request-Id: r\r\n\r\n");
  CHECK(form.content);
  CHECK_FALSE(form.chunked);
  CHECK(form.close);

  asked.exchange.head_request = true;
  CHECK(field(asked.stream_head(form), "Connection") == "keep-alive");
  CHECK_FALSE(form.content);
  CHECK_FALSE(form.close);
}

TEST_CASE("HEAD and statuses without content get the head alone") {
  Asked asked;
  StreamForm form;
  const std::string get = asked.stream_head(form);
  asked.exchange.head_request = true;
  CHECK(asked.stream_head(form) == get);
  CHECK_FALSE(form.content);
  CHECK_FALSE(form.chunked);
  asked.exchange.head_request = false;
  asked.reply.http_status = 204;
  CHECK(asked.stream_head(form) == "HTTP/1.1 204 No Content\r\nX-Request-Id: r\r\n\r\n");
  CHECK_FALSE(form.content);
  CHECK_FALSE(form.chunked);
}

TEST_CASE("a stream is compressed only where that is asked for, and one of events only by its name") {
  struct Row {
    const char* type;
    bool streams;
    Coding coding;
    const char* vary;
    std::vector<std::string> types{"text/*"};
  };
  for (const Row& row : std::initializer_list<Row>{
           {"text/csv", true, Coding::kBrotli, "Accept-Encoding"},
           {"text/csv", false, Coding::kIdentity, "(none)"},
           {"image/png", true, Coding::kIdentity, "(none)"},
           {"text/event-stream", true, Coding::kIdentity, "(none)"},
           {"Text/Event-Stream; charset=utf-8", true, Coding::kIdentity, "(none)"},
           {"Text/Event-Stream; charset=utf-8", true, Coding::kBrotli, "Accept-Encoding", {"TEXT/event-stream"}},
           {"text/event-stream", true, Coding::kBrotli, "Accept-Encoding", {"text/*", "text/event-stream"}},
           {"text/event-stream", false, Coding::kIdentity, "(none)", {"text/event-stream"}},
       }) {
    CAPTURE(row.type);
    Asked asked;
    asked.options.compression.codings = {Coding::kBrotli};
    asked.options.compression.types = row.types;
    asked.options.compression.streams = row.streams;
    asked.exchange.coding = Coding::kBrotli;
    asked.metadata({{text("content-type"), text(row.type)}, {text("etag"), text("\"v\"")}});
    StreamForm form;
    const std::string head = asked.stream_head(form);
    const bool coded = row.coding != Coding::kIdentity;
    CHECK(form.coding == row.coding);
    CHECK(field(head, "Content-Encoding") == (coded ? "br" : "(none)"));
    CHECK(field(head, "Vary") == row.vary);
    CHECK(field(head, "ETag") == (coded ? "W/\"v\"" : "\"v\""));
    CHECK(field(head, "Content-Length") == "(none)");

    asked.exchange.coding = Coding::kIdentity;
    CHECK(field(asked.stream_head(form), "Vary") == row.vary);
    CHECK(form.coding == Coding::kIdentity);
  }
}

TEST_CASE("a stream that the client has already by the handler's tag is not sent") {
  Asked asked;
  asked.exchange.conditional = true;
  asked.exchange.if_none_match = "\"v\"";
  StreamForm form;
  CHECK(field(asked.stream_head(form), "ETag") == "(none)");
  CHECK(form.content);
  asked.metadata({{text("etag"), text("\"v\"")}});
  CHECK(asked.stream_head(form) == "HTTP/1.1 304 Not Modified\r\nETag: \"v\"\r\nX-Request-Id: r\r\n\r\n");
  CHECK_FALSE(form.content);
  CHECK_FALSE(form.chunked);
  CHECK_FALSE(form.close);
}

TEST_CASE("chunks") {
  std::string out = "head";
  append_chunk(out, "hello");
  append_chunk(out, "");
  append_chunk(out, std::string(300, 'x'));
  append_last_chunk(out);
  CHECK(out == "head5\r\nhello\r\n12c\r\n" + std::string(300, 'x') + "\r\n0\r\n\r\n");
}
