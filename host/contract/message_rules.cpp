#include <google/protobuf/descriptor.pb.h>

#include <algorithm>
#include <array>

#include "contract/ranges.hpp"
#include "contract/rule.hpp"

namespace duet::contract {
namespace {

using pb::Descriptor;
using pb::FieldDescriptor;

std::string message_name(const Descriptor& message) { return "the message " + quoted(message.name()); }

/// Descriptors end these ranges one behind their last number.
std::vector<Range> reserved_ranges(const Descriptor& message) {
  std::vector<Range> ranges;
  for (int i = 0; i < message.reserved_range_count(); ++i) {
    ranges.push_back({message.reserved_range(i)->start, message.reserved_range(i)->end - 1});
  }
  return ranges;
}

std::vector<Range> extension_ranges(const Descriptor& message) {
  std::vector<Range> ranges;
  for (int i = 0; i < message.extension_range_count(); ++i) {
    ranges.push_back({message.extension_range(i)->start, message.extension_range(i)->end - 1});
  }
  return ranges;
}

void report_uncovered(std::string_view kind, const std::vector<Range>& before, const std::vector<Range>& now,
                      const Descriptor& message, Report& report) {
  for (const Range& range : before) {
    const std::vector<Range> gaps = uncovered(range, now);
    if (gaps.empty()) continue;
    report.add(place_of(message), message_name(message) + " had " + std::string(kind) + " " +
                                      ranges_text({range}, FieldDescriptor::kMaxNumber) + ", of which " +
                                      ranges_text(gaps, FieldDescriptor::kMaxNumber) + " is no more");
  }
}

void extension_range_no_delete(const Descriptor& before, const Descriptor& now, Report& report) {
  report_uncovered("extensions", extension_ranges(before), extension_ranges(now), now, report);
}

void reserved_no_delete(const Descriptor& before, const Descriptor& now, Report& report) {
  report_uncovered("reserved numbers", reserved_ranges(before), reserved_ranges(now), now, report);
  for (int i = 0; i < before.reserved_name_count(); ++i) {
    if (now.IsReservedName(before.reserved_name(i))) continue;
    report.add(place_of(now),
               message_name(now) + " had reserved the name " + quoted(before.reserved_name(i)) + "; reserve it again");
  }
}

void same_required_fields(const Descriptor& before, const Descriptor& now, Report& report) {
  const auto is_required = [](const FieldDescriptor* field) { return field != nullptr && field->is_required(); };
  const auto name = [](const FieldDescriptor& field) {
    return "field " + std::to_string(field.number()) + " " + quoted(field.name());
  };
  for (int i = 0; i < before.field_count(); ++i) {
    const FieldDescriptor& field = *before.field(i);
    if (!field.is_required() || is_required(now.FindFieldByNumber(field.number()))) continue;
    report.add(place_of(now), message_name(now) + " required " + name(field) + ", which old readers wait for");
  }
  for (int i = 0; i < now.field_count(); ++i) {
    const FieldDescriptor& field = *now.field(i);
    if (!field.is_required() || is_required(before.FindFieldByNumber(field.number()))) continue;
    report.add(place_of(field), message_name(now) + " now requires " + name(field) + ", which old writers leave out");
  }
}

void oneof_no_delete(const Descriptor& before, const Descriptor& now, Report& report) {
  for (int i = 0; i < before.real_oneof_decl_count(); ++i) {
    const std::string& name = before.oneof_decl(i)->name();
    if (now.FindOneofByName(name) != nullptr) continue;
    report.add(place_of(now), "the oneof " + quoted(name) + " of " + message_name(now) + " is gone");
  }
}

/// Before editions, proto3 promises JSON and proto2 does what it can.
void same_json_format(const Descriptor& before, const Descriptor& now, Report& report) {
  const auto has_json = [](const Descriptor& message) {
    return message.file()->syntax() == pb::FileDescriptor::SYNTAX_PROTO3;
  };
  if (has_json(before) && !has_json(now)) {
    report.add(place_of(now), message_name(now) + " had a JSON form by the rules of proto3 and has none any more");
  }
}

void keeps_descriptor_accessor(const Descriptor& before, const Descriptor& now, Report& report) {
  if (before.options().no_standard_descriptor_accessor() || !now.options().no_standard_descriptor_accessor()) return;
  report.add(place_of(now).part({pb::DescriptorProto::kOptionsFieldNumber,
                                 pb::MessageOptions::kNoStandardDescriptorAccessorFieldNumber}),
             message_name(now) + " takes the function descriptor() away by no_standard_descriptor_accessor");
}

/// Fields of numbers that are gone, but for those that `may_go`.
template <class MayGo>
void report_gone(const Descriptor& before, const Descriptor& now, Report& report, const std::string& mend,
                 MayGo may_go) {
  for (int i = 0; i < before.field_count(); ++i) {
    const FieldDescriptor& field = *before.field(i);
    if (now.FindFieldByNumber(field.number()) != nullptr || may_go(field)) continue;
    report.add(place_of(now), "field " + std::to_string(field.number()) + " " + quoted(field.name()) + " of " +
                                  message_name(now) + " is gone" + mend);
  }
}

void field_no_delete(const Descriptor& before, const Descriptor& now, Report& report) {
  report_gone(before, now, report, "", [](const FieldDescriptor&) { return false; });
}

void field_no_delete_unless_name_reserved(const Descriptor& before, const Descriptor& now, Report& report) {
  report_gone(before, now, report, " and its name is free; reserve it",
              [&](const FieldDescriptor& field) { return now.IsReservedName(field.name()); });
}

void field_no_delete_unless_number_reserved(const Descriptor& before, const Descriptor& now, Report& report) {
  report_gone(before, now, report, " and its number is free; reserve it",
              [&](const FieldDescriptor& field) { return now.IsReservedNumber(field.number()); });
}

}  // namespace

std::span<const Rule> message_rules() {
  constexpr unsigned kCode = kFile | kPackage;
  static constexpr std::array kRules{
      Rule{"EXTENSION_MESSAGE_NO_DELETE", kCode, extension_range_no_delete, "messages keep their extension ranges"},
      Rule{"FIELD_NO_DELETE", kCode, field_no_delete, "no field goes"},
      Rule{"FIELD_NO_DELETE_UNLESS_NAME_RESERVED", kWireJson, field_no_delete_unless_name_reserved,
           "the name of a field that goes is reserved"},
      Rule{"FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED", kWireJson | kWire, field_no_delete_unless_number_reserved,
           "the number of a field that goes is reserved"},
      Rule{"MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR", kCode, keeps_descriptor_accessor,
           "messages keep their function descriptor()"},
      Rule{"MESSAGE_SAME_JSON_FORMAT", kCode | kWireJson, same_json_format, "messages keep their JSON form"},
      Rule{"MESSAGE_SAME_REQUIRED_FIELDS", kCode | kWireJson | kWire, same_required_fields,
           "the same fields are required"},
      Rule{"ONEOF_NO_DELETE", kCode, oneof_no_delete, "no oneof goes"},
      Rule{"RESERVED_MESSAGE_NO_DELETE", kCode | kWireJson | kWire, reserved_no_delete,
           "messages keep what they reserve"},
  };
  return kRules;
}

}  // namespace duet::contract
