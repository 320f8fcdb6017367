// Messages in content, and back.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "host/rest/asked.hpp"
#include "rest/stream/events.hpp"
#include "rest/stream/json_array.hpp"
#include "rest/stream/ndjson.hpp"
#include "rest/stream/trailers.hpp"

using namespace duet::rest;
using rest_test::text;

namespace {

struct Read {
  std::vector<std::string> messages;
  std::string failure;
};

/// Reads `content` in pieces of `size` bytes.
template <class Reader>
Read read(std::string_view content, std::size_t size, std::uint64_t limit = 1000) {
  Reader reader(limit);
  Read done;
  duet::core::Failure failure;
  for (; !content.empty(); content.remove_prefix(std::min(size, content.size()))) {
    if (!reader.read(content.substr(0, size), done.messages, failure)) {
      done.failure = failure.message;
      return done;
    }
  }
  if (!reader.finish(done.messages, failure)) done.failure = failure.message;
  return done;
}

template <class Reader>
void check(std::string_view content, const std::vector<std::string>& messages, std::string_view failure = {}) {
  CAPTURE(content);
  for (std::size_t size = 1; size <= content.size() + 1; ++size) {
    const Read done = read<Reader>(content, size);
    CHECK(done.messages == messages);
    CHECK(done.failure == failure);
  }
}

std::string deep(std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); }

}  // namespace

TEST_CASE("elements of an array, however they are cut") {
  using Reader = JsonArrayReader;
  check<Reader>("[]", {});
  check<Reader>(" \t\r\n[ \n ] \n", {});
  check<Reader>("[1]", {"1"});
  check<Reader>("[1 ,-2.5e+3, true,null ]", {"1", "-2.5e+3", "true", "null"});
  check<Reader>(R"(["a","\"]","\\","\\\"," , ""])", {R"("a")", R"("\"]")", R"("\\")", R"("\\\",")", R"("")"});
  check<Reader>(R"([{"a":"}"},{"b":[{}, []]} ,[ 1 ]])", {R"({"a":"}"})", R"({"b":[{}, []]})", "[ 1 ]"});
  check<Reader>(R"([{"\\":"\"}"}])", {R"({"\\":"\"}"})"});
  // What is no JSON is for the one who reads the element.
  check<Reader>("[nonsense,{]]", {"nonsense", "{]"});
  check<Reader>("[" + deep(100) + "]", {deep(100)});
}

TEST_CASE("what is no array is refused with the element's number, and what came before is read") {
  using Reader = JsonArrayReader;
  const std::string start = "the request body is no JSON array: ";
  check<Reader>("", {}, start + "the body has no '['");
  check<Reader>(" ", {}, start + "the body has no '['");
  check<Reader>("{}", {}, start + "the body must begin with '['");
  check<Reader>("[", {}, start + "element 1: the body ends before the array does");
  check<Reader>("[1", {}, start + "element 1: the body ends before the array does");
  check<Reader>("[\"a\",{", {"\"a\""}, start + "element 2: the body ends before the array does");
  check<Reader>("[,]", {}, start + "element 1: an element is missing");
  check<Reader>("[1,]", {"1"}, start + "element 2: an element is missing");
  check<Reader>("[1 2]", {"1"}, start + "element 2: ',' or ']' must follow the one before it");
  check<Reader>("[\"a\"\"b\"]", {"\"a\""}, start + "element 2: ',' or ']' must follow the one before it");
  check<Reader>("[1]]", {"1"}, start + "something follows the array");
  check<Reader>("[1," + deep(101) + "]", {"1"}, start + "element 2: it is nested deeper than 100 levels");
}

TEST_CASE("messages up to the limit") {
  const std::string large = "a message is larger than the 4 bytes that this server accepts";
  CHECK(read<JsonArrayReader>("[1234,\"ab\"]", 100, 4).messages.size() == 2);
  CHECK(read<JsonArrayReader>("[1234,12345]", 100, 4).failure == large);
  CHECK(read<JsonArrayReader>("[[[]]]", 100, 4).failure == "");
  CHECK(read<JsonArrayReader>("[[[1]]]", 1, 4).failure == large);
  CHECK(read<NdjsonReader>("1234\n\n1", 100, 4).messages == std::vector<std::string>{"1234", "1"});
  CHECK(read<NdjsonReader>("12345", 1, 4).failure == large);
}

TEST_CASE("lines, however they are cut") {
  check<NdjsonReader>("", {});
  check<NdjsonReader>("1\n2\r\n\n \t\r\n3", {"1", "2\r", "3"});
}

TEST_CASE("trailers in content, and behind it") {
  const std::vector<duet_kv> pairs{{text("B"), text("1")},          {text("a-bin"), text("\x01\x02")},
                                   {text("b"), text("2\"")},        {text("not a token"), text("x")},
                                   {text("set-cookie"), text("c")}, {text("transfer-encoding"), text("x")},
                                   {text("c"), text("x\r\ny")}};
  std::string object;
  append_trailers_object(object, pairs);
  CHECK(object == R"({"trailers":{"b":["1","2\""],"a-bin":["AQI="],"set-cookie":["c"]}})");
  std::string fields;
  append_trailer_fields(fields, pairs);
  CHECK(fields == "b: 1\r\na-bin: AQI=\r\nb: 2\"\r\n");
  std::string none;
  append_trailers_object(none, std::span(pairs).last(1));
  CHECK(none == "{}");
}
