// Values from paths and queries, bound to fields.
#include <doctest/doctest.h>

#include <duet/codec/text.hpp>

#include "../wkt/models.hpp"
#include "models.hpp"

using namespace kinds;
using Kind = duet::PathTarget::Kind;

namespace {

struct Request {
  Plain plain;
  Optionals optionals;
  Lists lists;
  Maps maps;
  rules::Item item;
};
DUET_MODEL(Request, DUET_FIELD(1, plain), DUET_FIELD(2, optionals), DUET_FIELD(3, lists), DUET_FIELD(4, maps),
           DUET_FIELD(5, item));

// The type of the violation that one pair makes; empty if it is bound.
std::string refused(std::string_view path, std::string_view text) {
  Request request;
  duet::TextBinder binder(request, {});
  duet::Violations violations;
  if (binder.bind(path, text, violations)) return {};
  REQUIRE(violations.size() == 1);
  return violations[0].type;
}

}  // namespace

TEST_CASE("every scalar is bound, by either name") {
  Request request;
  duet::TextBinder binder(request, {});
  duet::Violations violations;
  const std::pair<const char*, const char*> pairs[] = {
      {"plain.flag", "true"},        {"plain.small", "-5"},      {"plain.big", "9007199254740993"},
      {"plain.smallCount", "1e3"},   {"plain.big_count", "7"},   {"plain.ratio", "0.5"},
      {"plain.amount", "Infinity"},  {"plain.name", "a b/é\"+"}, {"plain.data", "-_8"},
      {"plain.color", "COLOR_BLUE"}, {"optionals.small", "0"},   {"optionals.message.name", ""},
      {"lists.names", "b"},          {"lists.names", ""},        {"lists.flags", "false"},
      {"lists.colors", "1"}};
  for (const auto& [path, text] : pairs) CHECK(binder.bind(path, text, violations));
  CHECK(violations.empty());
  CHECK(request.plain == Plain{true, -5, 9007199254740993, 1000, 7, 0.5F, std::numeric_limits<double>::infinity(),
                               "a b/é\"+", duet::Bytes("\xfb\xff"), Color::blue});
  CHECK(request.optionals.small == 0);
  CHECK(request.optionals.message->name.empty());
  CHECK(request.lists.names == std::vector<std::string>{"b", ""});
  CHECK(request.lists.flags == std::vector<bool>{false});
  CHECK(request.lists.colors == std::vector<Color>{Color::red});
}

TEST_CASE("what does not fit is refused with the type that JSON would give") {
  CHECK(refused("plain.small", "") == "int_parsing");
  CHECK(refused("plain.small", "+1") == "int_parsing");
  CHECK(refused("plain.small", "1.5") == "int_from_float");
  CHECK(refused("plain.small", "2147483648") == "int_out_of_range");
  CHECK(refused("plain.flag", "1") == "bool_parsing");
  CHECK(refused("plain.amount", "x") == "float_parsing");
  CHECK(refused("plain.data", "*") == "bytes_invalid_encoding");
  CHECK(refused("plain.name", "\xff") == "string_unicode");
  CHECK(refused("plain.color", "RED") == "enum");
  CHECK(refused("plain.color", "4").empty());
  CHECK(refused("lists.smalls", "x") == "int_parsing");
}

TEST_CASE("messages and maps cannot be bound, nor what is not there") {
  CHECK(refused("plain", "{}") == "not_bindable");
  CHECK(refused("lists.messages", "{}") == "not_bindable");
  CHECK(refused("maps.byName", "1") == "not_bindable");
  CHECK(refused("maps.byName.eur", "1") == "extra_forbidden");
  CHECK(duet::path_target<Request>("maps.byName.eur").hint == "is a map, which only a body can set");
  CHECK(duet::path_target<Request>("plain.small.x").hint == "has no fields");
  CHECK(refused("lists.messages.plain.n", "1") == "extra_forbidden");
  CHECK(refused("plain.smal", "1") == "extra_forbidden");
  CHECK(refused("plain.small.x", "1") == "extra_forbidden");
  for (const char* path : {"", ".", "plain.", ".plain", "plain..small", "Plain.small"})
    CHECK(refused(path, "1") == "extra_forbidden");
}

TEST_CASE("a second value for one field is refused, whichever name it has") {
  Request request;
  duet::TextBinder binder(request, {});
  duet::Violations violations;
  CHECK(binder.bind("plain.small_count", "1", violations));
  CHECK(binder.bind("optionals.message.small_count", "2", violations));
  CHECK_FALSE(binder.bind("plain.smallCount", "3", violations));
  CHECK_FALSE(binder.bind("optionals.message.smallCount", "4", violations));
  CHECK(violations == duet::Violations{{"plain.small_count", "is given twice", "duplicate_key"},
                                       {"optionals.message.small_count", "is given twice", "duplicate_key"}});
  CHECK(request.plain.small_count == 1);
}

TEST_CASE("well-known types are bound in their JSON form") {
  struct Bound {
    everything::WellKnown known;
    duet::TextBinder binder{known, {}};
    duet::Violations violations;
    bool bind(std::string_view path, std::string_view text) { return binder.bind(path, text, violations); }
  };
  Bound bound;
  for (const auto& [path, text] : {std::pair{"time", "2024-01-01T00:00:00Z"},
                                   {"span", "-1.5s"},
                                   {"mask", "fooBar,b"},
                                   {"int64Value", "5"},
                                   {"bool_value", "true"},
                                   {"string_value", ""},
                                   {"bytesValue", "AP8"},
                                   {"nothing", "NULL_VALUE"},
                                   {"times", "2024-01-01T00:00:00Z"},
                                   {"times", "2024-01-02T00:00:00Z"},
                                   {"int64Values", "1"}})
    CHECK(bound.bind(path, text));
  CHECK(bound.violations.empty());
  CHECK(bound.known.time->seconds == 1704067200);
  CHECK(bound.known.mask->paths == std::vector<std::string>{"foo_bar", "b"});
  CHECK(bound.known.int64_value->value == 5);
  CHECK(bound.known.string_value.has_value());
  CHECK(bound.known.times.size() == 2);

  CHECK_FALSE(bound.bind("plain_time", "yesterday"));
  CHECK_FALSE(bound.bind("time", "2024-01-01T00:00:00Z"));
  CHECK_FALSE(bound.bind("time.seconds", "1"));
  for (const char* path : {"object", "value", "list", "any", "values", "anys", "empty"})
    CHECK_FALSE(bound.bind(path, "{}"));
  std::string types;
  for (const auto& one : bound.violations) types += one.type + " ";
  CHECK(types ==
        "datetime_parsing duplicate_key extra_forbidden not_bindable not_bindable not_bindable not_bindable "
        "not_bindable not_bindable not_bindable ");
  CHECK(duet::path_target<everything::WellKnown>("time").kind == Kind::kScalar);
  CHECK(duet::path_target<everything::WellKnown>("times").kind == Kind::kRepeatedScalar);
  CHECK(duet::path_target<everything::WellKnown>("value").kind == Kind::kMessage);
  CHECK(duet::path_target<everything::WellKnown>("values").kind == Kind::kRepeatedMessage);
}

TEST_CASE("members of one oneof are refused beside each other") {
  everything::Choices choices;
  duet::TextBinder binder(choices, {});
  duet::Violations violations;
  CHECK(binder.bind("leaf.n", "1", violations));
  CHECK(binder.bind("leaf.text", "x", violations));
  CHECK_FALSE(binder.bind("text", "x", violations));
  CHECK_FALSE(binder.bind("choices.flag", "true", violations));
  CHECK(violations ==
        duet::Violations{
            {"text", "cannot be set together with leaf, another member of its oneof", "oneof_conflict"},
            {"choices.flag", "cannot be set together with leaf, another member of its oneof", "oneof_conflict"}});
  CHECK(std::get<everything::Leaf>(choices.one).text == "x");
}

TEST_CASE("what the path has bound stays, or the body is told so") {
  struct Read {
    everything::Everything in;
    duet::TextBinder binder{in, {}};
    duet::Violations violations;

    // The violations after a body, "field: message".
    std::string after(std::string_view body) {
      duet::DecodeIssues issues;
      REQUIRE(duet::decode_json(body, in, {}, issues));
      binder.check_path(violations);
      std::string text;
      for (const auto& one : violations) text += one.field + ": " + one.message + ";";
      return text;
    }
  };
  const auto after = [](std::string_view path, std::string_view value, std::string_view body) {
    Read read;
    REQUIRE(read.binder.bind_path(path, value, read.violations));
    return read.after(body);
  };
  CHECK(after("plain.small", "7", R"({"plain":{"small":7.0,"name":"x"}})").empty());
  CHECK(after("plain.small", "7", R"({"plain":{"small":"8"}})") == "plain.small: is bound by the path to '7';");
  CHECK(after("plain.color", "COLOR_RED", R"({"plain":{"color":1}})").empty());
  CHECK(after("plain.amount", "NaN", R"({"plain":{"amount":"NaN"}})").empty());
  CHECK(after("optionals.message.name", "a", R"({"optionals":{"message":{"name":"a"}}})").empty());
  CHECK(after("optionals.small", "7", R"({"optionals":{"small":0}})") ==
        "optionals.small: is bound by the path to '7';");
  CHECK(after("well_known.time", "2024-01-01T01:00:00+01:00", R"({"wellKnown":{"time":"2024-01-01T00:00:00Z"}})")
            .empty());
  CHECK(after("well_known.int64_value", "1", R"({"wellKnown":{"int64Value":"2"}})") ==
        "well_known.int64_value: is bound by the path to '1';");

  Read emptied;
  CHECK(emptied.binder.bind_path("plain.small", "7", emptied.violations));
  CHECK(emptied.after(R"({"plain":{"small":0}})").empty());
  CHECK(emptied.in.plain.small == 7);
  CHECK(emptied.binder.bind("plain.small", "7", emptied.violations));
  CHECK_FALSE(emptied.binder.bind("plain.small", "8", emptied.violations));
  CHECK(emptied.violations.back().type == "path_conflict");
}

TEST_CASE("a body may not set another member of a oneof that the path has set") {
  everything::Choices choices;
  duet::TextBinder binder(choices, {});
  duet::Violations violations;
  CHECK(binder.bind_path("leaf.n", "1", violations));
  duet::DecodeIssues issues;
  REQUIRE(duet::decode_json(R"({"text":"x"})", choices, {}, issues));
  binder.check_path(violations);
  CHECK(violations == duet::Violations{{"text", "cannot be set together with leaf.n, another member of its oneof",
                                        "oneof_conflict"}});
}

TEST_CASE("a refused path leaves no trace, and unknown ones can be ignored") {
  Request request;
  duet::Violations violations;
  CHECK_FALSE(duet::TextBinder(request, {}).bind("optionals.message.nothing", "1", violations));
  CHECK_FALSE(request.optionals.message.has_value());
  CHECK(violations.at(0).message == "is not a field of Plain");
  CHECK(violations.at(0).field == "optionals.message.nothing");
  violations.clear();
  CHECK(duet::TextBinder(request, {.ignore_unknown = true}).bind("plain.nothing", "1", violations));
  CHECK(violations.empty());
}

TEST_CASE("a path can be judged without a message") {
  CHECK(duet::path_target<Request>("plain.name").kind == Kind::kScalar);
  CHECK(duet::path_target<Request>("optionals.message.name").kind == Kind::kScalar);
  CHECK(duet::path_target<Request>("optionals.bigCount").proto_path == "optionals.big_count");
  CHECK(duet::path_target<Request>("lists.smalls").kind == Kind::kRepeatedScalar);
  CHECK(duet::path_target<Request>("lists.messages").kind == Kind::kRepeatedMessage);
  CHECK(duet::path_target<Request>("lists").kind == Kind::kMessage);
  CHECK(duet::path_target<Request>("maps.by_name").kind == Kind::kMap);
  CHECK(duet::path_target<Request>("item.id").output_only);
  CHECK_FALSE(duet::path_target<Request>("item.name").output_only);
  const auto unknown = duet::path_target<Request>("plain.nam");
  CHECK(unknown.kind == Kind::kUnknown);
  CHECK(unknown.hint == "is not a field of Plain; did you mean 'name'?");
}
