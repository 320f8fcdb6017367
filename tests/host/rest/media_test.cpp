// Media types: encodings, patterns, and what Accept asks for.
#include "rest/media.hpp"

#include <doctest/doctest.h>
#include <duet/abi/description.h>

using namespace duet::rest;

TEST_CASE("content types name encodings") {
  for (const char* json : {"application/json", "Application/JSON; charset=UTF-8", "application/json;charset=\"utf-8\"",
                           "application/merge-patch+json", "application/json; v=1"}) {
    CAPTURE(json);
    CHECK(encoding_of(json) == DUET_JSON);
  }
  CHECK(encoding_of("application/protobuf") == DUET_PROTOBUF);
  CHECK(encoding_of("application/x-protobuf; messageType=x") == DUET_PROTOBUF);
  for (const char* other : {"", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1",
                            "+json", "application/jsonx"}) {
    CAPTURE(other);
    CHECK(encoding_of(other) == 0);
  }
}

TEST_CASE("Accept chooses the answer's encoding") {
  CHECK(parse_accept("").named == 0);
  CHECK(parse_accept("*/*").named == 0);
  CHECK(parse_accept("text/html, */*;q=0.8").named == 0);
  CHECK(parse_accept("text/html").json);
  CHECK(parse_accept("application/json").named == DUET_JSON);
  CHECK_FALSE(parse_accept("application/json").protobuf);
  CHECK(parse_accept("application/protobuf").named == DUET_PROTOBUF);
  CHECK(parse_accept("application/json, application/protobuf").named == DUET_JSON);
  CHECK(parse_accept("application/protobuf, application/json").named == DUET_PROTOBUF);
  CHECK(parse_accept("application/json;q=0.5, application/protobuf;q=0.9").named == DUET_PROTOBUF);
  CHECK(parse_accept("application/protobuf;q=0, */*").named == 0);
  CHECK_FALSE(parse_accept("application/protobuf;q=0, */*").protobuf);
  CHECK_FALSE(parse_accept("application/protobuf;q= 0, */*").protobuf);
}

TEST_CASE("weights") {
  struct Row {
    const char* parameters;
    int weight;
  };
  for (const Row& row :
       std::initializer_list<Row>{{"", 1000},          {"q=1", 1000},      {"q=1.000", 1000}, {"q=0", 0},
                                  {"q=0.", 0},         {"q=0.5", 500},     {"Q=0.123", 123},  {"q=0.1239", 123},
                                  {"v=1; q=0.2", 200}, {"q= 0", 0},        {"q =0", 0},       {"Q\t=\t0.7 ; v=1", 700},
                                  {"q=.5", 500},       {"q=2", 1000},      {"q=1.5", 1000},   {"q=10", 1000},
                                  {"q=-1", 0},         {"q=x", 0},         {"q=0.5x", 0},     {"q=0.5.5", 0},
                                  {"q=1,0", 0},        {"q=.", 0},         {"q=", 0},         {"q", 0},
                                  {"v=\"q=0\"", 1000}, {"quality=0", 1000}}) {
    CAPTURE(row.parameters);
    CHECK(weight_of(row.parameters) == row.weight);
  }
}

TEST_CASE("patterns of media types") {
  struct Row {
    const char* type;
    const char* pattern;
    bool matches;
  };
  for (const Row& row : std::initializer_list<Row>{{"text/html", "text/html", true},
                                                   {"Text/HTML; charset=utf-8", "text/html", true},
                                                   {"text/html", "TEXT/*", true},
                                                   {"text/html ;a=b", "text/*", true},
                                                   {"texts/html", "text/*", false},
                                                   {"text", "text/*", false},
                                                   {"text/html", "text/htm", false},
                                                   {"application/problem+json", "+json", true},
                                                   {"application/problem+JSON;x=\"+xml\"", "+json", true},
                                                   {"application/json", "+json", false},
                                                   {"+json", "+json", false},
                                                   {"image/svg+xml", "+json", false},
                                                   {"", "text/*", false},
                                                   {"", "+json", false},
                                                   {"text/html", "", false}}) {
    CAPTURE(row.type);
    CAPTURE(row.pattern);
    CHECK(matches_type(row.type, row.pattern) == row.matches);
  }
}
