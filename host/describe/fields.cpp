#include "describe/fields.hpp"

#include <google/protobuf/descriptor.h>

#include <vector>

#include "base/nearest.hpp"

namespace duet::describe {
namespace {

namespace pb = google::protobuf;

std::string quoted(std::string_view text) { return std::string("'").append(text).append("'"); }

// What a name that is no field's could have been: the nearest one, or else all that there are.
std::string mend(const pb::Descriptor& message, std::string_view name) {
  std::vector<std::string_view> known;
  for (int i = 0; i < message.field_count(); ++i) {
    const pb::FieldDescriptor& field = *message.field(i);
    if (field.json_name() == name)
      return "; its name in JSON stands for " + quoted(field.name()) + ", which is meant here";
    known.emplace_back(field.name());
  }
  if (const auto meant = base::nearest(name, known)) return "; did you mean " + quoted(*meant) + "?";
  if (known.empty()) return ", which has none";
  constexpr std::size_t kMost = 10;
  std::string list;
  for (std::size_t i = 0; i < known.size() && i < kMost; ++i) list += (i == 0 ? "" : ", ") + std::string(known[i]);
  return "; it has " + list + (known.size() > kMost ? ", ..." : "");
}

}  // namespace

FoundField find_top_level_field(const pb::Descriptor& message, std::string_view name) {
  if (const pb::FieldDescriptor* field = message.FindFieldByName(std::string(name))) return field;
  const std::size_t dot = name.find('.');
  if (dot != name.npos && message.FindFieldByName(std::string(name.substr(0, dot))) != nullptr) {
    return base::Error{quoted(name) + " is a field of a field; name one of " + message.full_name() + " itself"};
  }
  return base::Error{quoted(name) + " is no field of " + message.full_name() + mend(message, name)};
}

FoundField find_path_field(const pb::Descriptor& message, std::string_view path) {
  const pb::Descriptor* scope = &message;
  for (std::string_view rest = path;;) {
    const std::size_t dot = rest.find('.');
    auto found = find_top_level_field(*scope, rest.substr(0, dot));
    if (!found) return found;
    const pb::FieldDescriptor& field = **found;
    if (field.is_repeated()) {
      return base::Error{quoted(field.name()) + " of " + scope->full_name() +
                         " is repeated, and a path fills one value; move it to the query or the body"};
    }
    const bool is_message = field.cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE;
    if (dot == rest.npos) {
      if (!is_message) return found;
      return base::Error{quoted(path) + " is a message (" + field.message_type()->full_name() +
                         "), and a path fills a single value; name one of its fields"};
    }
    if (!is_message) {
      return base::Error{quoted(field.name()) + " of " + scope->full_name() + " is no message, so " + quoted(path) +
                         " leads nowhere; name a field of a message, or " + quoted(field.name()) + " alone"};
    }
    scope = field.message_type();
    rest.remove_prefix(dot + 1);
  }
}

}  // namespace duet::describe
