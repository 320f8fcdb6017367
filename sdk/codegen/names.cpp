#include "names.hpp"

#include <set>
#include <string_view>
#include <utility>

#include "types.hpp"
#include "words.hpp"

namespace duet::codegen {

namespace pb = google::protobuf;
using Taken = std::set<std::string, std::less<>>;

struct Names::FileNames {
  std::map<const pb::Descriptor*, std::string> messages;
  std::map<const pb::EnumDescriptor*, std::string> enums;
  std::map<const pb::EnumValueDescriptor*, std::string> values;
  std::map<const pb::ServiceDescriptor*, std::string> bases;
  Taken taken;
};

namespace {

void add_messages(const pb::Descriptor& message, std::vector<const pb::Descriptor*>& all) {
  if (message.options().map_entry()) return;
  all.push_back(&message);
  for (int i = 0; i < message.nested_type_count(); ++i) add_messages(*message.nested_type(i), all);
}

// "pkg.Outer.Inner" of the package "pkg" -> "Outer_Inner".
std::string flat_name(std::string_view full_name, std::string_view package) {
  std::string name(full_name.substr(package.empty() ? 0 : package.size() + 1));
  for (char& c : name) {
    if (c == '.') c = '_';
  }
  return name;
}

std::string stem(const pb::FileDescriptor& file) {
  const std::string& name = file.name();
  return name.ends_with(".proto") ? name.substr(0, name.size() - 6) : name;
}

bool is_identifier(std::string_view name) { return !name.empty() && !(name[0] >= '0' && name[0] <= '9'); }

// "COLOR_RED" of the enum Color -> "RED", where every value begins so and something is left of each.
std::size_t prefix_size(const pb::EnumDescriptor& enumeration) {
  const std::string prefix = upper_snake(enumeration.name()) + "_";
  Taken seen;
  for (int i = 0; i < enumeration.value_count(); ++i) {
    const std::string& name = enumeration.value(i)->name();
    if (!name.starts_with(prefix) || !is_identifier(std::string_view(name).substr(prefix.size()))) return 0;
    if (!seen.insert(name.substr(prefix.size())).second) return 0;
  }
  return prefix.size();
}

// "PIECE" -> "piece". What is not all in upper case stays as it is.
std::string value_word(std::string_view name) {
  const bool has_lower = name.find_first_of("abcdefghijklmnopqrstuvwxyz") != name.npos;
  return has_lower ? std::string(name) : lower(name);
}

const pb::Descriptor* message_of(const pb::FieldDescriptor& field) {
  return field.is_map() ? field.message_type()->map_value()->message_type() : field.message_type();
}
const pb::EnumDescriptor* enum_of(const pb::FieldDescriptor& field) {
  return field.is_map() ? field.message_type()->map_value()->enum_type() : field.enum_type();
}

}  // namespace

std::vector<const pb::Descriptor*> all_messages(const pb::FileDescriptor& file) {
  std::vector<const pb::Descriptor*> all;
  for (int i = 0; i < file.message_type_count(); ++i) add_messages(*file.message_type(i), all);
  return all;
}

std::vector<const pb::EnumDescriptor*> all_enums(const pb::FileDescriptor& file) {
  std::vector<const pb::EnumDescriptor*> all;
  for (int i = 0; i < file.enum_type_count(); ++i) all.push_back(file.enum_type(i));
  for (const pb::Descriptor* message : all_messages(file)) {
    for (int i = 0; i < message->enum_type_count(); ++i) all.push_back(message->enum_type(i));
  }
  return all;
}

std::string Names::name_space(const pb::FileDescriptor& file) const {
  std::string text;
  std::string_view rest = file.package();
  while (!rest.empty()) {
    const std::size_t size = std::min(rest.find('.'), rest.size());
    std::string part(rest.substr(0, size));
    // A package of ours is in a namespace of ours.
    if (is_reserved(part) && !(part == "duet" && text.empty())) part += '_';
    text.append(text.empty() ? "" : "::").append(part);
    rest.remove_prefix(std::min(size + 1, rest.size()));
  }
  return text;
}

std::string Names::file_constant(const pb::FileDescriptor& file) const {
  std::string words = file.name();
  for (char& c : words) {
    const bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!is_word) c = '_';
  }
  return "k" + upper_camel(words);
}

std::string Names::header(const pb::FileDescriptor& file) const { return stem(file) + ".duet.hpp"; }
std::string Names::contract_header(const pb::FileDescriptor& file) const { return stem(file) + ".contract.hpp"; }

const Names::FileNames& Names::of(const pb::FileDescriptor& file) {
  std::shared_ptr<const FileNames>& known = files_[&file];
  if (known) return *known;
  auto names = std::make_shared<FileNames>();
  // Names at the top go first: nested ones make room.
  for (const bool nested : {false, true}) {
    for (const pb::EnumDescriptor* one : all_enums(file)) {
      if ((one->containing_type() != nullptr) == nested)
        names->enums[one] = claim(flat_name(one->full_name(), file.package()), names->taken);
    }
    for (const pb::Descriptor* one : all_messages(file)) {
      if ((one->containing_type() != nullptr) == nested)
        names->messages[one] = claim(flat_name(one->full_name(), file.package()), names->taken);
    }
  }
  for (int i = 0; i < file.service_count(); ++i) {
    names->bases[file.service(i)] = claim(file.service(i)->name() + "Base", names->taken);
  }
  for (const pb::EnumDescriptor* one : all_enums(file)) {
    const std::size_t prefix = prefix_size(*one);
    Taken taken;
    for (int i = 0; i < one->value_count(); ++i) {
      names->values[one->value(i)] = claim(value_word(std::string_view(one->value(i)->name()).substr(prefix)), taken);
    }
  }
  known = std::move(names);
  return *known;
}

const std::string& Names::type(const pb::Descriptor& message) { return of(*message.file()).messages.at(&message); }
const std::string& Names::type(const pb::EnumDescriptor& one) { return of(*one.file()).enums.at(&one); }
const std::string& Names::value(const pb::EnumValueDescriptor& value) {
  return of(*value.type()->file()).values.at(&value);
}
const std::string& Names::base(const pb::ServiceDescriptor& service) { return of(*service.file()).bases.at(&service); }

std::string Names::type_in(const pb::Descriptor& message, const pb::FileDescriptor& from) {
  if (const std::string_view known = well_known_type(message.full_name()); !known.empty()) return std::string(known);
  if (message.file()->package() == from.package()) return type(message);
  const std::string space = name_space(*message.file());
  return (space.empty() ? "::" : "::" + space + "::") + type(message);
}

std::string Names::type_in(const pb::EnumDescriptor& enumeration, const pb::FileDescriptor& from) {
  if (const std::string_view known = well_known_type(enumeration.full_name()); !known.empty())
    return std::string(known);
  if (enumeration.file()->package() == from.package()) return type(enumeration);
  const std::string space = name_space(*enumeration.file());
  return (space.empty() ? "::" : "::" + space + "::") + type(enumeration);
}

const MessageNames& Names::in(const pb::Descriptor& message) {
  const auto [at, is_new] = messages_.try_emplace(&message);
  MessageNames& names = at->second;
  if (!is_new) return names;

  // A member must not have the name of a type: it would change the name's meaning for those that follow.
  Taken taken = of(*message.file()).taken;
  for (int i = 0; i < message.field_count(); ++i) {
    if (const auto* type = message_of(*message.field(i))) taken.insert(type_in(*type, *message.file()));
    if (const auto* type = enum_of(*message.field(i))) taken.insert(type_in(*type, *message.file()));
  }
  const auto add_alias = [&](const auto& nested) {
    if (taken.contains(nested.name()) || is_reserved(nested.name())) return;  // The name in one piece still does.
    taken.insert(nested.name());
    names.aliases.emplace_back(nested.name(), type(nested));
  };
  for (int i = 0; i < message.enum_type_count(); ++i) add_alias(*message.enum_type(i));
  for (int i = 0; i < message.nested_type_count(); ++i) {
    if (!message.nested_type(i)->options().map_entry()) add_alias(*message.nested_type(i));
  }
  for (int i = 0; i < message.field_count(); ++i) {
    const pb::FieldDescriptor* field = message.field(i);
    if (field->real_containing_oneof() == nullptr) names.members[field] = claim(field->name(), taken);
  }
  for (int i = 0; i < message.real_oneof_decl_count(); ++i) {
    const pb::OneofDescriptor* oneof = message.oneof_decl(i);
    names.oneofs[oneof] = claim(oneof->name(), taken);
    names.cases[oneof] = claim(upper_camel(oneof->name()) + "Case", taken);
    names.unset[oneof] = claim("k" + upper_camel(oneof->name()) + "Unset", taken);
    for (int f = 0; f < oneof->field_count(); ++f) {
      names.indexes[oneof->field(f)] = claim("k" + upper_camel(oneof->field(f)->name()), taken);
    }
  }
  names.unknown_fields = claim("unknown_fields", taken);
  names.other = claim("other", taken);
  return names;
}

}  // namespace duet::codegen
