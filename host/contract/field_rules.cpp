#include <google/protobuf/descriptor.pb.h>

#include <array>

#include "contract/field_default.hpp"
#include "contract/field_name.hpp"
#include "contract/rule.hpp"

namespace duet::contract {
namespace {

using pb::FieldDescriptor;
using Proto = pb::FieldDescriptorProto;

bool is_string(const FieldDescriptor& field) { return field.type() == FieldDescriptor::TYPE_STRING; }

Place option(const FieldDescriptor& field, int number) {
  return place_of(field).part({Proto::kOptionsFieldNumber, number});
}

void report_change(const FieldDescriptor& now, const std::string& what, const std::string& from, const std::string& to,
                   std::initializer_list<Place> places, Report& report) {
  report.add(places, field_name(now) + " had " + what + " " + from + " and has " + to);
}

void same_name(const FieldDescriptor& before, const FieldDescriptor& now, Report& report) {
  const auto name = [&](const FieldDescriptor& field) {
    return before.is_extension() ? field.full_name() : field.name();
  };
  if (name(before) == name(now)) return;
  report_change(now, "the name", quoted(name(before)), quoted(name(now)),
                {place_of(now).part({Proto::kNameFieldNumber}), place_of(now)}, report);
}

void same_json_name(const FieldDescriptor& before, const FieldDescriptor& now, Report& report) {
  if (before.is_extension() || before.json_name() == now.json_name()) return;
  report_change(now, "the JSON name", quoted(before.json_name()), quoted(now.json_name()),
                {place_of(now).part({Proto::kJsonNameFieldNumber}), place_of(now)}, report);
}

bool is_64_bit(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_INT64 || field.cpp_type() == FieldDescriptor::CPPTYPE_UINT64;
}

void same_jstype(const FieldDescriptor& before, const FieldDescriptor& now, Report& report) {
  if (!is_64_bit(before) || !is_64_bit(now)) return;
  const auto from = before.options().jstype();
  const auto to = now.options().jstype();
  if (from == to) return;
  report_change(now, "jstype", pb::FieldOptions::JSType_Name(from), pb::FieldOptions::JSType_Name(to),
                {option(now, pb::FieldOptions::kJstypeFieldNumber), place_of(now)}, report);
}

void same_cpp_string_type(const FieldDescriptor& before, const FieldDescriptor& now, Report& report) {
  if (before.cpp_type() != FieldDescriptor::CPPTYPE_STRING || now.cpp_type() != FieldDescriptor::CPPTYPE_STRING) return;
  if (is_map_part(before, now)) return;
  const auto from = before.options().ctype();
  const auto to = now.options().ctype();
  if (from == to) return;
  // What was a piece of a string may be a whole one.
  if (from == pb::FieldOptions::STRING_PIECE && to == pb::FieldOptions::STRING) return;
  report_change(now, "ctype", pb::FieldOptions::CType_Name(from), pb::FieldOptions::CType_Name(to),
                {option(now, pb::FieldOptions::kCtypeFieldNumber), place_of(now)}, report);
}

void same_default(const FieldDescriptor& before, const FieldDescriptor& now, Report& report) {
  if (!default_differs(before, now)) return;
  report_change(now, "the default", default_text(before), default_text(now),
                {place_of(now).part({Proto::kDefaultValueFieldNumber}), place_of(now)}, report);
}

void same_oneof(const FieldDescriptor& before, const FieldDescriptor& now, Report& report) {
  if (before.is_extension()) return;
  const pb::OneofDescriptor* from = before.real_containing_oneof();
  const pb::OneofDescriptor* to = now.real_containing_oneof();
  const auto name = [](const pb::OneofDescriptor* oneof) {
    return oneof == nullptr ? std::string("in no oneof") : "in the oneof " + quoted(oneof->name());
  };
  if (name(from) == name(to)) return;
  report.add(place_of(now), field_name(now) + " was " + name(from) + " and is " + name(to));
}

/// Before editions, strings of proto3 are checked and those of proto2 are not.
bool checks_utf8(const FieldDescriptor& field) { return field.file()->syntax() == pb::FileDescriptor::SYNTAX_PROTO3; }

bool java_checks_utf8(const FieldDescriptor& field) {
  return checks_utf8(field) || field.file()->options().java_string_check_utf8();
}

/// `whose` is "" or that of one language.
void report_checks(const FieldDescriptor& now, bool checked, const std::string& whose,
                   std::initializer_list<Place> places, Report& report) {
  report.add(places, "the UTF-8 of " + field_name(now) + (checked ? " was not checked" : " was checked") + whose +
                         (checked ? " and is" : " and is not"));
}

void same_utf8_validation(const FieldDescriptor& before, const FieldDescriptor& now, Report& report) {
  if (!is_string(before) || !is_string(now) || checks_utf8(before) == checks_utf8(now)) return;
  report_checks(now, checks_utf8(now), "", {place_of(now)}, report);
}

void same_java_utf8_validation(const FieldDescriptor& before, const FieldDescriptor& now, Report& report) {
  if (!is_string(before) || !is_string(now) || java_checks_utf8(before) == java_checks_utf8(now)) return;
  const Place switched =
      place_of(*now.file())
          .part({pb::FileDescriptorProto::kOptionsFieldNumber, pb::FileOptions::kJavaStringCheckUtf8FieldNumber});
  report_checks(now, java_checks_utf8(now), " in Java", {switched, place_of(now)}, report);
}

}  // namespace

std::span<const Rule> field_rules() {
  constexpr unsigned kCode = kFile | kPackage;
  constexpr unsigned kAll = kCode | kWireJson | kWire;
  static constexpr std::array kRules{
      Rule{"FIELD_SAME_CPP_STRING_TYPE", kCode, same_cpp_string_type, "strings keep their type in C++"},
      Rule{"FIELD_SAME_DEFAULT", kAll, same_default, "fields keep their default"},
      Rule{"FIELD_SAME_JAVA_UTF8_VALIDATION", kCode, same_java_utf8_validation,
           "Java goes on checking the UTF-8 of strings, or not checking it"},
      Rule{"FIELD_SAME_JSON_NAME", kCode | kWireJson, same_json_name, "fields keep their name in JSON"},
      Rule{"FIELD_SAME_JSTYPE", kCode, same_jstype, "64-bit fields keep their type in JavaScript"},
      Rule{"FIELD_SAME_NAME", kCode | kWireJson, same_name, "fields keep their name"},
      Rule{"FIELD_SAME_ONEOF", kAll, same_oneof, "fields stay in or out of their oneof"},
      Rule{"FIELD_SAME_UTF8_VALIDATION", kCode, same_utf8_validation,
           "the UTF-8 of strings goes on being checked, or not checked"},
  };
  return kRules;
}

}  // namespace duet::contract
