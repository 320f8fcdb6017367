// Requests, as google.api.http binds them: the same message, or the same refusal, by the SDK and by the transcoder.
#include <duet/abi/description.h>
#include <duet/service/read_request.hpp>
#include <duet/well_known.hpp>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "host/transcode/both.hpp"
#include "transcode/read_request.hpp"

using namespace duet;
using duet::test::Both;
using duet::test::Tamperer;

namespace binding {

enum class Side { unspecified, left, right };
DUET_ENUM(Side, DUET_VALUE(SIDE_UNSPECIFIED, Side::unspecified), DUET_VALUE(SIDE_LEFT, Side::left),
          DUET_VALUE(SIDE_RIGHT, Side::right));

struct Part {
  std::string name;
  std::int64_t number = 0;
  std::vector<double> weights;
  std::optional<Timestamp> at;
  std::string given;
};
DUET_MODEL(Part, DUET_FIELD(1, name), DUET_FIELD(2, number), DUET_FIELD(3, weights), DUET_FIELD(4, at),
           DUET_FIELD(5, given, output_only));

// Whatever a path, a query or a body can be bound to.
struct Bound {
  std::string text;
  bool flag = false;
  std::int32_t number = 0;
  std::uint64_t big = 0;
  double amount = 0;
  float ratio = 0;
  Bytes data;
  Side side = Side::unspecified;
  std::optional<std::string> maybe_text;
  std::optional<std::int32_t> maybe_number;
  std::optional<Part> part;
  std::vector<Part> parts;
  std::vector<std::string> texts;
  std::vector<std::int32_t> numbers;
  std::vector<Side> sides;
  std::map<std::string, std::string> by_name;
  std::optional<Timestamp> at;
  std::optional<Duration> took;
  std::optional<FieldMask> mask;
  std::optional<Int64Value> wrapped;
  std::optional<StringValue> wrapped_text;
  std::vector<Timestamp> times;
  std::optional<Struct> object;
  std::optional<Value> value;
  std::optional<HttpBody> file;
  std::variant<std::monostate, std::string, std::int32_t, Boxed<Part>, std::string> choice;
  std::string given;
  std::optional<std::int32_t> given_number;
  std::optional<Part> given_part;
  std::vector<std::string> given_texts;
  std::map<std::string, Part> parts_by_name;
};
DUET_MODEL(Bound, DUET_FIELD(1, text), DUET_FIELD(2, flag), DUET_FIELD(3, number), DUET_FIELD(4, big),
           DUET_FIELD(5, amount), DUET_FIELD(6, ratio), DUET_FIELD(7, data), DUET_FIELD(8, side),
           DUET_FIELD(9, maybe_text), DUET_FIELD(10, maybe_number), DUET_FIELD(11, part), DUET_FIELD(12, parts),
           DUET_FIELD(13, texts), DUET_FIELD(14, numbers), DUET_FIELD(15, sides), DUET_FIELD(16, by_name),
           DUET_FIELD(17, at), DUET_FIELD(18, took), DUET_FIELD(19, mask), DUET_FIELD(20, wrapped),
           DUET_FIELD(21, wrapped_text), DUET_FIELD(22, times), DUET_FIELD(23, object), DUET_FIELD(24, value),
           DUET_FIELD(25, file),
           DUET_ONEOF(choice, DUET_MEMBER(30, word), DUET_MEMBER(31, count), DUET_MEMBER(32, piece),
                      DUET_MEMBER(33, given_word, output_only)),
           DUET_FIELD(40, given, output_only), DUET_FIELD(41, given_number, output_only),
           DUET_FIELD(42, given_part, output_only), DUET_FIELD(43, given_texts, output_only),
           DUET_FIELD(44, parts_by_name));

}  // namespace binding

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string body_field = {}, body = {};
  Pairs path = {}, query = {};
  std::uint32_t encoding = DUET_JSON;
  std::uint32_t json_flags = 0;
  std::string content_type = "image/png";
};

// A request as the host has it. It points into what it was made of.
class Given {
 public:
  explicit Given(const Request& from) {
    fill(from.path, path_);
    fill(from.query, query_);
    metadata_ = {text("content-type"), text(from.content_type)};
    body_ = {reinterpret_cast<const std::uint8_t*>(from.body.data()), from.body.size(), nullptr, nullptr};
    request_.size = sizeof request_;
    request_.door = DUET_DOOR_REST;
    request_.encoding = from.encoding;
    request_.reply_encoding = DUET_JSON;
    request_.json_flags = from.json_flags;
    request_.metadata = &metadata_;
    request_.n_metadata = 1;
    request_.path = path_.data();
    request_.n_path = path_.size();
    request_.query = query_.data();
    request_.n_query = query_.size();
    request_.body_field = text(from.body_field);
    request_.body = &body_;
    request_.n_body = 1;
  }
  Given(const Given&) = delete;
  Given& operator=(const Given&) = delete;

  const duet_request& operator*() const { return request_; }

 private:
  static duet_str text(std::string_view view) { return {view.data(), view.size()}; }
  static void fill(const Pairs& from, std::vector<duet_kv>& to) {
    for (const auto& [key, value] : from) to.push_back({text(key), text(value)});
  }

  std::vector<duet_kv> path_, query_;
  duet_kv metadata_{};
  duet_slice body_{};
  duet_request request_{};
};

std::string words(const std::optional<detail::Failure>& failure) {
  if (!failure) return {};
  return std::to_string(failure->http_status) + " " + std::string(to_text(failure->status.code())) + " " +
         std::string(failure->status.message()) + "\n" + detail::encode_details(failure->status);
}

class Binding {
 public:
  // Both must say the same of the request; gives what they take as JSON, or their words for what they refuse.
  std::string ask(const Request& request) const {
    const Given given(request);
    binding::Bound one{}, two{};
    const auto by_sdk = detail::read_request(*given, one);
    google::protobuf::Arena arena;
    auto& message = *both_.type().prototype->New(&arena);
    const auto by_tables = transcode::read_request(*given, both_.type(), message);
    INFO("body: ", request.body, " of ", request.body_field);
    CHECK(words(by_sdk) == words(by_tables));
    if (by_sdk || by_tables) return words(by_sdk);
    DecodeError error;
    REQUIRE(decode_protobuf(message.SerializeAsString(), two, error));
    CHECK(duet::test::wire_of(one) == duet::test::wire_of(two));
    std::string text;
    EncodeError unwritten;  // A google.protobuf.Value without a value, say.
    return encode_json(one, text, {}, &unwritten) ? text : unwritten.message();
  }

  std::string wire(std::string_view json) const { return both_.by_sdk(json).wire; }

 private:
  Both<binding::Bound> both_;
};

}  // namespace

TEST_CASE("leaves are bound by path and query, in the form that they have in JSON") {
  const Binding both;
  CHECK(both.ask({.path = {{"text", "a/b"}, {"part.number", "7"}}, .query = {{"flag", "true"}, {"part.name", "n"}}}) ==
        R"({"text":"a/b","flag":true,"part":{"name":"n","number":"7"}})");
  CHECK(both.ask(
            {.query = {{"numbers", "1"}, {"texts", "a"}, {"numbers", "2"}, {"sides", "SIDE_LEFT"}, {"sides", "2"}}}) ==
        R"({"texts":["a"],"numbers":[1,2],"sides":["SIDE_LEFT","SIDE_RIGHT"]})");
  CHECK(both.ask({.query = {{"maybeNumber", "0"}, {"maybe_text", ""}, {"side", "SIDE_RIGHT"}, {"data", "AQI_"}}}) ==
        R"({"data":"AQI/","side":"SIDE_RIGHT","maybeText":"","maybeNumber":0})");
  CHECK(both.ask({.path = {{"at", "2030-01-31T09:30:00Z"}},
                  .query = {{"took", "1.5s"}, {"mask", "a,bC"}, {"wrapped", "-5"}, {"wrappedText", "w"}}}) ==
        R"({"at":"2030-01-31T09:30:00Z","took":"1.500s","mask":"a,bC","wrapped":"-5","wrappedText":"w"})");
  CHECK(both.ask({.query = {{"piece.at", "1970-01-01T00:00:00Z"}, {"piece.weights", "1"}, {"piece.weights", "NaN"}}}) ==
        R"({"piece":{"weights":[1,"NaN"],"at":"1970-01-01T00:00:00Z"}})");
}

TEST_CASE("what path and query may not set is refused in the same words") {
  const Binding both;
  const Pairs queries[] = {{{"text", "a"}, {"text", "b"}},
                           {{"nope", "1"}},
                           {{"txt", "1"}},
                           {{"part", "1"}},
                           {{"parts", "1"}},
                           {{"parts.name", "1"}},
                           {{"by_name", "1"}},
                           {{"byName.a", "1"}},
                           {{"object", "{}"}},
                           {{"object.fields", "1"}},
                           {{"value", "1"}},
                           {{"at.seconds", "1"}},
                           {{"at", "yesterday"}, {"took", "1"}, {"wrapped", "x"}, {"mask", "a_b"}},
                           {{"times", "1970-01-01T00:00:00Z"}, {"times", "no"}},
                           {{"number", "1.5"}, {"big", "-1"}, {"flag", "yes"}, {"side", "SIDE_UP"}, {"ratio", "1e39"}},
                           {{"data", "?"}, {"text", "\xff"}, {"numbers", ""}},
                           {{"word", "a"}, {"count", "1"}},
                           {{"word", "a"}, {"piece.name", "1"}},
                           {{"piece.name", "a"}, {"piece.number", "1"}},
                           {{"", ""}},
                           {{".", "1"}},
                           {{"part.", "1"}},
                           {{"part..name", "1"}},
                           {{"text.a", "1"}},
                           {{"file.data", "AQI="}},
                           {{"file", "AQI="}}};
  for (const Pairs& query : queries) {
    for (const std::uint32_t flags : {0U, static_cast<std::uint32_t>(DUET_JSON_IGNORE_UNKNOWN)}) {
      both.ask({.query = query, .json_flags = flags});
      both.ask({.path = {{"word", "w"}}, .query = query, .json_flags = flags});
      both.ask({.body_field = "part", .body = R"({"name":"b"})", .query = query, .json_flags = flags});
      both.ask({.body_field = "*", .body = R"({"text":"b"})", .query = query, .json_flags = flags});
    }
  }
}

TEST_CASE("a body may say again what the path has bound, and nothing else") {
  const Binding both;
  const std::string_view bodies[] = {"",
                                     "{}",
                                     R"({"text":"p","number":7})",
                                     R"({"text":"q"})",
                                     R"({"text":""})",
                                     R"({"text":null,"word":null})",
                                     R"({"word":"p"})",
                                     R"({"word":"q"})",
                                     R"({"count":1})",
                                     R"({"piece":{}})",
                                     R"({"part":{"number":"7"},"at":"1970-01-01T00:00:00Z"})",
                                     R"({"part":{"number":"8"},"at":"1970-01-01T00:00:01Z"})",
                                     R"({"part":{}})",
                                     R"({"part":null})",
                                     R"({"amount":"NaN","side":"SIDE_LEFT","data":"AQI=","big":5})",
                                     R"({"amount":1e999,"side":2})",
                                     R"({"maybeText":"","maybeNumber":0})",
                                     R"([)",
                                     R"({"part":7,"nope":1})"};
  const Pairs paths[] = {{{"text", "p"}},
                         {{"word", "p"}},
                         {{"part.number", "7"}},
                         {{"at", "1970-01-01T00:00:00Z"}, {"number", "7"}},
                         {{"amount", "NaN"}, {"side", "1"}, {"data", "AQI"}, {"big", "5.0"}},
                         {{"maybe_text", "m"}, {"maybe_number", "0"}},
                         {{"number", "x"}, {"piece.name", "p"}}};
  for (const std::string_view body : bodies) {
    for (const Pairs& path : paths) {
      both.ask({.body_field = "*", .body = std::string(body), .path = path});
      both.ask({.body_field = "*", .body = both.wire(body), .path = path, .encoding = DUET_PROTOBUF});
      both.ask({.body = std::string(body), .path = path, .query = {{"flag", "true"}}});
    }
  }
}

TEST_CASE("one field can be the body, of any type in JSON, a message in protobuf") {
  const Binding both;
  const std::pair<const char*, std::string_view> bodies[] = {{"part", R"({"name":"b","number":"1"})"},
                                                             {"part", "null"},
                                                             {"parts", R"([{"name":"b"},{}])"},
                                                             {"texts", R"(["a","b"])"},
                                                             {"texts", "null"},
                                                             {"by_name", R"({"a":"b","c":"d"})"},
                                                             {"byName", R"({"a":"b","a":"c"})"},
                                                             {"text", R"("t")"},
                                                             {"text", "7"},
                                                             {"at", R"("1970-01-01T00:00:00Z")"},
                                                             {"object", R"({"a":1})"},
                                                             {"value", "null"},
                                                             {"value", "[1]"},
                                                             {"word", R"("w")"},
                                                             {"side", R"("SIDE_LEFT")"},
                                                             {"number", "1e999"},
                                                             {"part", "{"}};
  for (const auto& [field, body] : bodies) {
    for (const Pairs& path : {Pairs{}, Pairs{{"part.number", "1"}}, Pairs{{"count", "1"}}, Pairs{{"number", "3"}}}) {
      const Pairs query{{"part.name", "b"}, {"ratio", "1"}};
      both.ask({.body_field = field, .body = std::string(body), .path = path, .query = query});
      both.ask({.body_field = field, .body = "\x0a\x01z", .path = path, .encoding = DUET_PROTOBUF});
      both.ask({.body_field = field, .body = "\x0a\x05z", .path = path, .encoding = DUET_PROTOBUF});
    }
  }
}

TEST_CASE("what is output_only is cleared, ignored in the query, and set by the path") {
  const Binding both;
  const std::string all = R"({"text":"t","given":"b","givenNumber":5,"givenPart":{"name":"b"},"givenTexts":["b"],)"
                          R"("part":{"name":"n","given":"b"},"parts":[{"given":"b"},{"name":"n","given":"b"}],)"
                          R"("partsByName":{"a":{"name":"n","given":"b"}},"piece":{"given":"b"}})";
  const std::string rest =
      R"("part":{"name":"n"},"parts":[{},{"name":"n"}],"piece":{},"partsByName":{"a":{"name":"n"}}})";
  for (const std::uint32_t encoding : {DUET_JSON, DUET_PROTOBUF}) {
    const std::string body = encoding == DUET_JSON ? all : both.wire(all);
    CHECK(both.ask({.body_field = "*", .body = body, .encoding = encoding}) == R"({"text":"t",)" + rest);
    CHECK(both.ask({.body_field = "*", .body = body, .path = {{"text", "t"}}, .encoding = encoding}) ==
          R"({"text":"t",)" + rest);
    const std::string named =
        both.ask({.body_field = "*",
                  .body = body,
                  .path = {{"given", "p"}, {"given_number", "0"}, {"given_part.name", "p"}, {"part.given", "p"}},
                  .query = {{"given", "q"}, {"givenPart.name", "q"}},
                  .encoding = encoding});
    for (const char* said : {R"("given":"p")", R"("givenNumber":0)", R"("givenPart":{"name":"p"})",
                             R"("part":{"name":"n","given":"p"})"}) {
      CAPTURE(named);
      CHECK(named.find(said) != named.npos);
    }
    CHECK(both.ask({.body_field = "*", .body = body, .path = {{"text", "p"}, {"given", "p"}}, .encoding = encoding})
              .starts_with("422 INVALID_ARGUMENT 1 field is invalid: text: is bound by the path to 'p'"));
  }
  CHECK(both.ask({.query = {{"given", "q"}, {"given_number", "x"}, {"givenTexts", "q"}, {"part.given", "q"}}}) == "{}");
  CHECK(both.ask({.path = {{"given", "p"}, {"part.given", "p"}}, .query = {{"given", "q"}, {"part.name", "q"}}}) ==
        R"({"part":{"name":"q","given":"p"},"given":"p"})");
  CHECK(both.ask({.body_field = "part", .body = R"({"given":"b"})", .path = {{"part.given", "p"}}}) ==
        R"({"part":{"given":"p"}})");
  CHECK(both.ask({.body_field = "given", .body = R"("b")", .query = {{"given", "q"}}}) == "{}");
}

TEST_CASE("an output_only member of a oneof gives way to the path, and stands against other members") {
  const Binding both;
  CHECK(both.ask({.body_field = "*", .body = R"({"givenWord":"b"})", .path = {{"word", "p"}}}) == R"({"word":"p"})");
  CHECK(both.ask({.body_field = "*", .body = R"({"givenWord":"b"})", .path = {{"given_word", "p"}}}) ==
        R"({"givenWord":"p"})");
  CHECK(both.ask({.path = {{"word", "p"}}, .query = {{"givenWord", "q"}}}) == R"({"word":"p"})");
  CHECK(both.ask({.query = {{"givenWord", "q"}, {"word", "q"}}}) == R"({"word":"q"})");
  CHECK(both.ask({.body_field = "*", .body = R"({"word":"b"})", .path = {{"given_word", "p"}}})
            .starts_with("422 INVALID_ARGUMENT 1 field is invalid: word: cannot be set together with given_word"));
  CHECK(both.ask({.path = {{"given_word", "p"}}, .query = {{"count", "1"}}})
            .starts_with("422 INVALID_ARGUMENT 1 field is invalid: count: cannot be set together with given_word"));
}

TEST_CASE("a body of bytes is the data of a google.api.HttpBody") {
  const Binding both;
  CHECK(both.ask({.body_field = "file", .body = "\x89PNG", .path = {{"text", "t"}}, .encoding = DUET_BYTES}) ==
        R"({"text":"t","file":{"contentType":"image/png","data":"iVBORw=="}})");
  both.ask({.body_field = "file", .encoding = DUET_BYTES});
  both.ask({.body_field = "file", .body = "x", .encoding = DUET_BYTES, .content_type = ""});
  both.ask({.body_field = "file", .body = "x", .encoding = DUET_BYTES, .content_type = "text/\xff"});
}

TEST_CASE("requests that were tampered with") {
  const Binding both;
  Tamperer tamperer(5);
  const std::string json =
      R"({"text":"t","number":1,"part":{"name":"n","weights":[1]},"word":"w","at":"1970-01-01T00:00:00Z",)"
      R"("given":"t","givenPart":{"name":"t"},"parts":[{"given":"t"}]})";
  static constexpr std::string_view kNames[] = {"text",
                                                "part.name",
                                                "part",
                                                "word",
                                                "count",
                                                "piece.name",
                                                "numbers",
                                                "at",
                                                "flag",
                                                "side",
                                                "nope",
                                                "took",
                                                "by_name",
                                                "given",
                                                "part.given",
                                                "given_word",
                                                "given_part.name",
                                                "by_name.a"};
  static constexpr std::string_view kValues[] = {"t", "1", "", "w", "n", "true", "1970-01-01T00:00:00Z", "SIDE_LEFT"};
  static constexpr std::string_view kBodies[] = {"", "*", "part", "text", "numbers"};
  for (int round = 0; round < 5000; ++round) {
    const auto pairs = [&](std::size_t most) {
      Pairs all;
      for (auto n = tamperer.below(most + 1); n > 0; --n)
        all.emplace_back(kNames[tamperer.below(std::size(kNames))], kValues[tamperer.below(std::size(kValues))]);
      return all;
    };
    Request request;
    request.path = pairs(2);
    request.query = pairs(3);
    request.body_field = kBodies[tamperer.below(std::size(kBodies))];
    request.encoding = tamperer.below(3) == 0 ? DUET_PROTOBUF : DUET_JSON;
    request.json_flags = static_cast<std::uint32_t>(tamperer.below(2) * DUET_JSON_IGNORE_UNKNOWN);
    request.body = request.encoding == DUET_JSON ? json : both.wire(json);
    if (tamperer.below(2) == 0) {
      request.body = request.encoding == DUET_JSON ? tamperer.json(request.body) : tamperer.wire(request.body);
    }
    both.ask(request);
  }
}
