// Values from paths and queries, bound to fields.
#include <doctest/doctest.h>

#include <duet/codec/text.hpp>

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
