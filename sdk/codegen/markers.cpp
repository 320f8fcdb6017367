#include "markers.hpp"

#include <algorithm>

#include "words.hpp"

namespace duet::codegen {
namespace {

namespace pb = google::protobuf;
using Type = pb::FieldDescriptor::Type;

// Why a number needs a word, if it is not in the usual encoding.
std::string encoding_of(Type type) {
  switch (type) {
    case pb::FieldDescriptor::TYPE_SINT32:
    case pb::FieldDescriptor::TYPE_SINT64:
      return "duet::sint";
    case pb::FieldDescriptor::TYPE_FIXED32:
    case pb::FieldDescriptor::TYPE_FIXED64:
    case pb::FieldDescriptor::TYPE_SFIXED32:
    case pb::FieldDescriptor::TYPE_SFIXED64:
      return "duet::fixed";
    default:
      return {};
  }
}

// Numbers of google.api.FieldBehavior.
enum { kRequired = 2, kOutputOnly = 3, kInputOnly = 4, kImmutable = 5 };

}  // namespace

std::vector<std::string> markers(const pb::FieldDescriptor& field, const std::string& member, const Output& output) {
  std::vector<std::string> words;
  if (member != field.name()) words.push_back("duet::name(" + quoted(field.name()) + ")");
  if (field.json_name() != lower_camel(field.name()))
    words.push_back("duet::json_name(" + quoted(field.json_name()) + ")");

  const pb::FieldDescriptor& value = field.is_map() ? *field.message_type()->map_value() : field;
  if (field.is_map()) {
    const std::string key = encoding_of(field.message_type()->map_key()->type());
    if (!key.empty()) words.push_back("duet::key(" + key + ")");
  }
  if (const std::string encoding = encoding_of(value.type()); !encoding.empty()) words.push_back(encoding);
  if (field.is_packable() && !field.is_packed()) words.emplace_back("duet::unpacked");
  if (field.options().jstype() == pb::FieldOptions::JS_NUMBER) words.emplace_back("duet::js_number");
  if (field.options().jstype() == pb::FieldOptions::JS_STRING) words.emplace_back("duet::js_string");
  if (field.options().deprecated()) words.emplace_back("duet::deprecated");

  const std::vector<int> behaviors = output.options.enum_numbers(field.options(), "google.api.field_behavior");
  const auto has = [&](int behavior) {
    return std::find(behaviors.begin(), behaviors.end(), behavior) != behaviors.end();
  };
  if (has(kOutputOnly)) words.emplace_back("duet::output_only");
  if (has(kInputOnly)) words.emplace_back("duet::input_only");
  if (has(kImmutable)) words.emplace_back("duet::immutable");
  // Of a bool that cannot tell "false" from "not sent" it says nothing that could be checked.
  const bool is_plain_bool =
      field.type() == pb::FieldDescriptor::TYPE_BOOL && !field.is_repeated() && !field.has_presence();
  if (has(kRequired) && !is_plain_bool) words.emplace_back("duet::required");
  return words;
}

}  // namespace duet::codegen
