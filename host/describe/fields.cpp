#include "describe/fields.hpp"

#include <google/protobuf/descriptor.h>

#include <vector>

#include "base/nearest.hpp"

namespace duet::describe {
namespace {

namespace pb = google::protobuf;

std::string quoted(std::string_view text) { return std::string("'").append(text).append("'"); }

}  // namespace

FoundField find_top_level_field(const pb::Descriptor& message, std::string_view name) {
  if (const pb::FieldDescriptor* field = message.FindFieldByName(std::string(name))) return field;
  std::vector<std::string_view> known;
  for (int i = 0; i < message.field_count(); ++i) known.emplace_back(message.field(i)->name());
  const auto meant = base::nearest(name, known);
  return base::Error{quoted(name) + " is no field of " + message.full_name() +
                     (meant ? "; did you mean " + quoted(*meant) + "?" : std::string())};
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
                         " leads nowhere"};
    }
    scope = field.message_type();
    rest.remove_prefix(dot + 1);
  }
}

}  // namespace duet::describe
