// What a request's fields ask of its answer, and how its body is coded.
#include <doctest/doctest.h>

#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/rest/asked.hpp"
#include "rest/request_binding.hpp"

using namespace duet::rest;
using namespace duet::core;
using namespace rest_test;

namespace {

struct Bound : Fixture {
  explicit Bound(std::uint32_t flags_of_post = 0, std::uint32_t encodings_of_post = DUET_JSON | DUET_PROTOBUF)
      : Fixture({{"GET", "/x", "", [](Call&) {}},
                 {"POST", "/x", "*", [](Call&) {}, Execution::kInline, encodings_of_post, DUET_UNARY, flags_of_post}}) {
    options.compression.codings = {Coding::kZstd, Coding::kBrotli, Coding::kGzip};
  }
  ~Bound() { dispatcher.refuse(call, {}); }

  std::optional<Failure> bind(std::string_view method, std::vector<duet_kv> pairs) {
    if (call) dispatcher.refuse(call, {});
    call = dispatcher.begin(sink);
    fields = std::move(pairs);
    RequestHead head;
    head.method = method;
    head.target = head.path = "/x";
    head.method_known = true;
    head.metadata = fields.data();
    head.n_metadata = fields.size();
    for (const duet_kv& pair : fields) {
      if (view(pair.key) == "content-type") head.content_type = view(pair.value);
    }
    if (method == "POST") head.content_length = 10;
    exchange.emplace();
    RequestBinder binder(dispatcher.catalog(), options);
    return binder.bind(*call, head, *exchange);
  }

  NoSink sink;
  RestOptions options;
  CallRef call;
  std::vector<duet_kv> fields;
  std::optional<Exchange> exchange;
};

duet_kv pair(std::string_view name, std::string_view value) { return {text(name), text(value)}; }

}  // namespace

TEST_CASE("Accept-Encoding and If-None-Match are heard in all their lines") {
  Bound bound;
  CHECK_FALSE(bound.bind("GET", {}));
  CHECK(bound.exchange->conditional);
  CHECK(bound.exchange->coding == Coding::kIdentity);
  CHECK(bound.exchange->if_none_match.empty());

  CHECK_FALSE(bound.bind("GET", {pair("accept-encoding", "gzip;q=0.5"), pair("if-none-match", "\"a\""),
                                 pair("accept-encoding", "br"), pair("if-none-match", "\"b\"")}));
  CHECK(bound.exchange->coding == Coding::kBrotli);
  CHECK(bound.exchange->if_none_match == "\"a\", \"b\"");
  CHECK_FALSE(bound.bind("GET", {pair("if-none-match", ""), pair("accept-encoding", "gzip"),
                                 pair("if-none-match", "\"a\""), pair("if-none-match", "")}));
  CHECK(bound.exchange->if_none_match == "\"a\"");
  CHECK(bound.exchange->coding == Coding::kGzip);

  bound.options.compression.codings = {Coding::kGzip};
  CHECK_FALSE(bound.bind("GET", {pair("accept-encoding", "br, gzip;q=0.1")}));
  CHECK(bound.exchange->coding == Coding::kGzip);
  bound.options.compression.codings.clear();
  CHECK_FALSE(bound.bind("GET", {pair("accept-encoding", "gzip")}));
  CHECK(bound.exchange->coding == Coding::kIdentity);

  CHECK_FALSE(bound.bind("GET", {pair("accept", "text/html"), pair("accept", "application/protobuf")}));
  CHECK(bound.call->request.reply_encoding == DUET_PROTOBUF);
}

TEST_CASE("a list in many lines takes memory once") {
  struct Counted final : std::pmr::memory_resource {
    Counted() : before(std::pmr::set_default_resource(this)) {}
    ~Counted() override { std::pmr::set_default_resource(before); }
    void* do_allocate(std::size_t bytes, std::size_t alignment) override {
      total += bytes;
      return before->allocate(bytes, alignment);
    }
    void do_deallocate(void* p, std::size_t bytes, std::size_t alignment) override {
      before->deallocate(p, bytes, alignment);
    }
    bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }

    std::pmr::memory_resource* before;
    std::size_t total = 0;
  } memory;
  for (const std::string_view name : {"accept", "accept-encoding", "content-encoding", "if-none-match"}) {
    CAPTURE(name);
    Bound bound;
    const std::string line = '"' + std::string(316, 'x') + '"';
    std::string all = line;
    std::vector<duet_kv> fields{pair(name, line)};
    while (fields.size() < 97) {
      fields.push_back(pair(name, line));
      all.append(", ").append(line);
    }
    memory.total = 0;
    CHECK_FALSE(bound.bind("GET", fields));
    CHECK(memory.total >= all.size());
    CHECK(memory.total < 3 * all.size());
    if (name == "if-none-match") CHECK(bound.exchange->if_none_match == all);
  }
}

TEST_CASE("only GET and HEAD are conditional") {
  Bound bound;
  CHECK_FALSE(bound.bind("HEAD", {pair("if-none-match", "*")}));
  CHECK(bound.exchange->if_none_match == "*");
  CHECK_FALSE(bound.bind(
      "POST", {pair("content-type", "application/json"), pair("if-none-match", "*"), pair("accept-encoding", "gzip")}));
  CHECK_FALSE(bound.exchange->conditional);
  CHECK(bound.exchange->if_none_match.empty());
  CHECK(bound.exchange->coding == Coding::kGzip);
}

TEST_CASE("a request's body may have one coding, which handlers do not see") {
  struct Row {
    std::vector<const char*> lines;
    std::optional<Coding> coding;  // none: refused
  };
  for (const Row& row : std::initializer_list<Row>{
           {{}, Coding::kIdentity},
           {{"gzip"}, Coding::kGzip},
           {{"X-GZIP"}, Coding::kGzip},
           {{"br"}, Coding::kBrotli},
           {{"zstd"}, Coding::kZstd},
           {{"identity"}, Coding::kIdentity},
           {{"gzip, identity"}, Coding::kGzip},
           {{" , gzip"}, Coding::kGzip},
           {{"gzip, br"}, std::nullopt},
           {{"gzip", "br"}, std::nullopt},
           {{"gzip, gzip"}, std::nullopt},
           {{"", "deflate"}, std::nullopt},
           {{"deflate"}, std::nullopt},
           {{"gzip;level=9"}, std::nullopt},
           {{"*"}, std::nullopt},
       }) {
    Bound bound;
    std::vector<duet_kv> fields{pair("a", "1")};
    std::string lines;
    for (const char* line : row.lines) {
      fields.push_back(pair("content-encoding", line));
      lines.append(line).append("; ");
    }
    fields.push_back(pair("content-type", "application/json"));
    CAPTURE(lines);
    const auto failure = bound.bind("POST", fields);
    CHECK(failure.has_value() == !row.coding.has_value());
    if (failure) {
      CHECK(failure->http_status == 415);
      CHECK(bound.exchange->extra_fields == "Accept-Encoding: gzip, br, zstd\r\n");
    } else {
      CHECK(bound.exchange->body_coding == *row.coding);
      const duet_request& request = bound.call->request;
      std::string names;
      for (std::size_t i = 0; i < request.n_metadata; ++i) names.append(view(request.metadata[i].key)).append(" ");
      CHECK(names == "a content-type ");
    }
  }
}

TEST_CASE("a coding of a body that nobody reads does not matter") {
  Bound bound;
  CHECK_FALSE(bound.bind("GET", {pair("content-encoding", "deflate")}));
  CHECK(bound.exchange->body_coding == Coding::kIdentity);
}

TEST_CASE("a method that writes its answer itself reads a body as what it is") {
  Bound bound(DUET_RAW_REPLY);
  CHECK_FALSE(bound.bind("POST", {pair("content-type", "application/protobuf"), pair("accept", "image/png")}));
  CHECK(bound.call->request.encoding == DUET_PROTOBUF);
  CHECK_FALSE(bound.bind("POST", {pair("content-type", "application/json")}));
  CHECK(bound.call->request.encoding == DUET_JSON);
  CHECK(bound.bind("POST", {pair("content-type", "image/png")})->http_status == 415);
}

TEST_CASE("a method that reads and writes its bodies itself is told an encoding that it has") {
  Bound bound(DUET_RAW_REQUEST | DUET_RAW_REPLY, DUET_PROTOBUF);
  CHECK_FALSE(bound.bind("POST", {pair("content-type", "image/png"), pair("accept", "application/json")}));
  CHECK(bound.call->request.encoding == DUET_PROTOBUF);
  CHECK(bound.call->request.reply_encoding == DUET_PROTOBUF);
}
