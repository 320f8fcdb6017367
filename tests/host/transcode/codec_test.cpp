// The transcoder beside the SDK's codecs, over one corpus: both take and refuse the same, with the same words, and give
// the same bytes and the same JSON.
#include "host/transcode/both.hpp"

#include <map>
#include <optional>
#include <variant>
#include <vector>

#include "sdk/model/samples.hpp"

using namespace duet;
using duet::test::Both;
using duet::test::Tamperer;
using duet::test::wire_of;

namespace shapes {

enum class Side { unspecified, left, right };
DUET_ENUM(Side, DUET_VALUE(SIDE_UNSPECIFIED, Side::unspecified), DUET_VALUE(SIDE_LEFT, Side::left),
          DUET_VALUE(SIDE_RIGHT, Side::right));

struct Node {
  std::string label;
  Boxed<Node> next;
  std::vector<Node> children;
  std::map<std::string, Node> named;
};
DUET_MODEL(Node, DUET_FIELD(1, label), DUET_FIELD(2, next), DUET_FIELD(3, children), DUET_FIELD(4, named));

// What models can say besides the plain kinds of fields.
struct Shapes {
  std::variant<std::monostate, std::string, std::int32_t, Boxed<Node>, Side> choice;
  std::variant<std::monostate, bool, Bytes> other;
  std::int64_t zigzag = 0;
  std::uint32_t fixed = 0;
  std::vector<std::int64_t> sfixed;
  std::vector<std::int32_t> unpacked;
  std::map<std::int32_t, std::int64_t> keyed;
  std::int64_t bare = 0;
  std::vector<std::uint64_t> bare_list;
  std::string renamed;
  std::string class_;
  Node node;
};
DUET_MODEL(Shapes,
           DUET_ONEOF(choice, DUET_MEMBER(1, text), DUET_MEMBER(2, number), DUET_MEMBER(3, tree), DUET_MEMBER(4, side)),
           DUET_ONEOF(other, DUET_MEMBER(20, flag), DUET_MEMBER(21, data)), DUET_FIELD(5, zigzag, duet::sint),
           DUET_FIELD(6, fixed, duet::fixed), DUET_FIELD(7, sfixed, duet::fixed),
           DUET_FIELD(8, unpacked, duet::unpacked), DUET_FIELD(9, keyed, duet::key(duet::sint), duet::fixed),
           DUET_FIELD(10, bare, duet::js_number), DUET_FIELD(11, bare_list, duet::js_number),
           DUET_FIELD(12, renamed, duet::json_name("other-name")), DUET_FIELD(13, class_, duet::name("class")),
           DUET_FIELD(14, node));

}  // namespace shapes

namespace {

kinds::All random_all(std::uint64_t seed) {
  samples::Random random(seed);
  kinds::All all;
  samples::fill(all, random);
  all.maps.unordered.clear();  // its order is not defined
  return all;
}

constexpr std::string_view kShapes[] = {
    R"({"text":"a","flag":false,"zigzag":"-1","fixed":7,"sfixed":["-1","2"],"unpacked":[1,-2]})",
    R"({"number":0,"data":"AQI=","keyed":{"-5":"6","7":"-8"},"bare":12345678901234,"bareList":["1",2]})",
    R"({"tree":{"label":"r","next":{"next":{"label":"n"}},"children":[{},{"label":"c"}],"named":{"a":{},"b":{}}}})",
    R"({"side":"SIDE_LEFT","other-name":"o","class":"c","node":{"label":"x"}})",
    R"({"renamed":"o","side":7})",
    R"({"text":"a","number":1})",
    R"({"text":null,"number":1,"tree":null})",
    R"({"number":1,"number":2})",
    R"({"bare_list":[1],"bareList":[2]})",
    R"({"keyed":{"1":"1","1.0":"2"}})",
    R"({"keyed":{"x":"1"}})",
    R"({"keyed":{"1":null}})",
    R"({"node":{"children":[null]}})",
    R"({"node":[]})",
    R"({"side":"SIDE_LEFTT","tree":3,"zigzag":true,"fixed":-1,"sfixed":{},"unpacked":[[1]],"keyed":[]})",
    R"({"nod":{}, "Node":{}})",
    R"([])",
    R"(null)",
    R"("text")",
    R"({"text":"\ud800"})",
    R"({"bare":1e999,"zigzag":"2"})",
    "{\"text\":\"a\0b\"}",
};

}  // namespace

TEST_CASE("random values are read alike, and written alike") {
  const Both<kinds::All> both;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const kinds::All all = random_all(seed);
    for (const bool write_defaults : {false, true}) {
      JsonOptions options;
      options.write_defaults = write_defaults;
      std::string text;
      REQUIRE(encode_json(all, text, options));
      CHECK(both.agree(text));
      CHECK(both.agree_on_wire(wire_of(all), options));
    }
  }
}

TEST_CASE("texts that were tampered with are taken or refused alike, with the same words") {
  const Both<kinds::All> both;
  Tamperer tamperer(7);
  int taken = 0, refused = 0;
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    REQUIRE(encode_json(random_all(tamperer.below(80) + 1), text));
    JsonOptions options;
    options.ignore_unknown = tamperer.below(2) == 1;
    ++(both.agree(tamperer.json(std::move(text)), options) ? taken : refused);
  }
  CHECK(taken > 200);
  CHECK(refused > 2000);
}

TEST_CASE("bytes that were tampered with are taken or refused alike, with the same words") {
  const Both<kinds::All> both;
  Tamperer tamperer(8);
  int taken = 0, refused = 0;
  for (int round = 0; round < 5000; ++round) {
    const kinds::All all = random_all(tamperer.below(80) + 1);
    ++(both.agree_on_wire(tamperer.wire(wire_of(all))) ? taken : refused);
  }
  CHECK(taken > 200);
  CHECK(refused > 1000);
}

TEST_CASE("oneofs, recursion, encodings and names") {
  const Both<shapes::Shapes> both;
  Tamperer tamperer(9);
  int taken = 0;
  for (const std::string_view text : kShapes) {
    if (both.agree(text)) {
      ++taken;
      CHECK(both.agree_on_wire(both.by_sdk(text).wire));
    }
    for (int round = 0; round < 200; ++round) both.agree(tamperer.json(std::string(text)));
    for (int round = 0; round < 50; ++round) both.agree_on_wire(tamperer.wire(both.by_sdk(text).wire));
  }
  CHECK(taken == 6);
}

TEST_CASE("the levels that are read are the same, in both encodings") {
  const Both<shapes::Node> both;
  const auto nested = [](int levels) {
    std::string text = "{}";
    for (int i = 1; i < levels; ++i)
      text = (i % 2 == 0 ? R"({"next":)" : R"({"children":[)") + text + (i % 2 == 0 ? "}" : "]}");
    return text;
  };
  bool deepest = true;
  for (int levels = 1; levels < 120; ++levels) {
    const bool ok = both.agree(nested(levels));
    CHECK((deepest || !ok));
    deepest = ok;
  }
  CHECK_FALSE(deepest);

  shapes::Node node;
  for (int levels = 1; levels < 110; ++levels) {
    INFO(levels);
    CHECK(both.agree_on_wire(wire_of(node)) == (levels <= 100));
    shapes::Node outer;
    outer.next = std::move(node);
    node = std::move(outer);
  }
}

TEST_CASE("a map of very many keys is read in one pass, doubles found") {
  const Both<kinds::Maps> both;
  std::string text = R"({"byName":{)";
  for (int i = 0; i < 50000; ++i) text += "\"key" + std::to_string(i) + "\":1,";
  CHECK(both.agree(text + "\"last\":2}}"));
  CHECK_FALSE(both.agree(text + "\"key49999\":2}}"));
}

TEST_CASE("of entries with one key the last counts, and entries are written in the order of their keys") {
  const Both<kinds::Maps> both;
  const auto map = [](std::int32_t key, const std::string& value) {
    kinds::Maps maps;
    maps.by_small[key] = value;
    return wire_of(maps);
  };
  CHECK(both.agree_on_wire(map(5, "a") + map(-1, "b") + map(5, "c") + map(0, "") + map(-1, "d")));
}
