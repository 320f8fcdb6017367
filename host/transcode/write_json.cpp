#include "transcode/write_json.hpp"

#include <google/protobuf/arena.h>

#include <algorithm>
#include <duet/codec/json/writer.hpp>
#include <string_view>
#include <vector>

#include "transcode/any.hpp"
#include "transcode/read_wire.hpp"

namespace duet::transcode {
namespace {

using Cpp = pb::FieldDescriptor;

class Printer {
 public:
  Printer(std::string& out, JsonOptions options) : writer_{out, options} {}

  const detail::JsonWriter& writer() const { return writer_; }

  // `name` is that of the innermost named field, for the error.
  void message(const pb::Message& message, const MessageType& type, std::string_view name) {
    if (type.write_form != nullptr) return type.write_form(message, writer_, name);
    writer_.out += '{';
    if (type.table.any != nullptr)
      any(any_content(message, type), *type.owner, name);
    else
      members(message, type, true);
    writer_.out += '}';
  }

  // What the field holds, whatever its shape.
  void value(const pb::Message& message, const Field& field) {
    if (field.descriptor->is_map())
      map(message, field);
    else if (field.descriptor->is_repeated())
      list(message, field);
    else
      single(message, field, field.descriptor->name());
  }

 private:
  // The members of an object that is open already, and has members if `first` is false.
  void members(const pb::Message& message, const MessageType& type, bool first) {
    ++writer_.depth;
    for (const Field& field : type.fields) {
      if (!is_written(message, field)) continue;
      writer_.out.append(field.key, first ? 1 : 0, field.key.npos);
      first = false;
      value(message, field);
    }
    --writer_.depth;
  }

  // An empty object stands for an Any that holds nothing.
  void any(const AnyContent& any, MessageTypes& types, std::string_view name) {
    if (any.type_url.empty() && any.value.empty()) return;
    const MessageType* const type = types.find_in_any(std::string(detail::type_of_url(any.type_url)));
    if (type == nullptr)
      return writer_.fail(name,
                          "has a google.protobuf.Any of the type '" + any.type_url + "', which is not known here");
    const int levels = detail::kMaxJsonDepth - ++writer_.depth;
    if (levels <= 0) return writer_.fail(name, "is nested deeper than 100 levels");
    writer_.out += "\"@type\":";
    writer_.string(any.type_url);
    pb::Arena arena;
    pb::Message& inner = *type->prototype->New(&arena);
    if (DecodeError error; !read_wire(any.value, *type, inner, error, levels))
      return writer_.fail(name, "holds a message that cannot be read (" + error.message() + ")");
    if (type->table.has_form()) {
      writer_.out += ",\"value\":";
      this->message(inner, *type, name);
    } else {
      members(inner, *type, false);
    }
    --writer_.depth;
  }

  bool is_written(const pb::Message& message, const Field& field) const {
    const pb::Reflection& reflection = *message.GetReflection();
    if (field.descriptor->is_repeated())
      return writer_.options.write_defaults || reflection.FieldSize(message, field.descriptor) > 0;
    return reflection.HasField(message, field.descriptor) ||
           (writer_.options.write_defaults && !field.descriptor->has_presence());
  }

  // `name` is that of the innermost named field, which is not this one if it is part of a map's entry.
  void single(const pb::Message& message, const Field& field, std::string_view name) {
    const pb::Reflection& from = *message.GetReflection();
    const Cpp* const at = field.descriptor;
    switch (at->cpp_type()) {
      case Cpp::CPPTYPE_BOOL:
        return boolean(from.GetBool(message, at));
      case Cpp::CPPTYPE_INT32:
        return writer_.number(from.GetInt32(message, at));
      case Cpp::CPPTYPE_INT64:
        return integer(from.GetInt64(message, at), field);
      case Cpp::CPPTYPE_UINT32:
        return writer_.number(from.GetUInt32(message, at));
      case Cpp::CPPTYPE_UINT64:
        return integer(from.GetUInt64(message, at), field);
      case Cpp::CPPTYPE_FLOAT:
        return writer_.floating(from.GetFloat(message, at));
      case Cpp::CPPTYPE_DOUBLE:
        return writer_.floating(from.GetDouble(message, at));
      case Cpp::CPPTYPE_STRING:
        return text(from.GetStringReference(message, at, &scratch_), field, name);
      case Cpp::CPPTYPE_ENUM:
        return enumeration(from.GetEnumValue(message, at), field);
      case Cpp::CPPTYPE_MESSAGE:
        return this->message(from.GetMessage(message, at), *field.message, name);
    }
  }

  void list(const pb::Message& message, const Field& field) {
    const pb::Reflection& from = *message.GetReflection();
    const Cpp* const at = field.descriptor;
    switch (at->cpp_type()) {
      case Cpp::CPPTYPE_BOOL:
        return elements(message, field, [&](int i) { boolean(from.GetRepeatedBool(message, at, i)); });
      case Cpp::CPPTYPE_INT32:
        return elements(message, field, [&](int i) { writer_.number(from.GetRepeatedInt32(message, at, i)); });
      case Cpp::CPPTYPE_INT64:
        return elements(message, field, [&](int i) { integer(from.GetRepeatedInt64(message, at, i), field); });
      case Cpp::CPPTYPE_UINT32:
        return elements(message, field, [&](int i) { writer_.number(from.GetRepeatedUInt32(message, at, i)); });
      case Cpp::CPPTYPE_UINT64:
        return elements(message, field, [&](int i) { integer(from.GetRepeatedUInt64(message, at, i), field); });
      case Cpp::CPPTYPE_FLOAT:
        return elements(message, field, [&](int i) { writer_.floating(from.GetRepeatedFloat(message, at, i)); });
      case Cpp::CPPTYPE_DOUBLE:
        return elements(message, field, [&](int i) { writer_.floating(from.GetRepeatedDouble(message, at, i)); });
      case Cpp::CPPTYPE_STRING:
        return elements(message, field, [&](int i) {
          text(from.GetRepeatedStringReference(message, at, i, &scratch_), field, at->name());
        });
      case Cpp::CPPTYPE_ENUM:
        return elements(message, field, [&](int i) { enumeration(from.GetRepeatedEnumValue(message, at, i), field); });
      case Cpp::CPPTYPE_MESSAGE:
        return elements(message, field, [&](int i) {
          this->message(from.GetRepeatedMessage(message, at, i), *field.message, at->name());
        });
    }
  }

  template <class Element>
  void elements(const pb::Message& message, const Field& field, Element&& element) {
    const int size = message.GetReflection()->FieldSize(message, field.descriptor);
    writer_.out += '[';
    for (int i = 0; i < size; ++i) {
      if (i != 0) writer_.out += ',';
      element(i);
    }
    writer_.out += ']';
  }

  // Reflection shows the entries as they came, those included that later ones have replaced.
  void map(const pb::Message& message, const Field& field) {
    const pb::Reflection& from = *message.GetReflection();
    std::vector<const pb::Message*> entries(static_cast<std::size_t>(from.FieldSize(message, field.descriptor)));
    for (std::size_t i = 0; i < entries.size(); ++i) {
      entries[i] = &from.GetRepeatedMessage(message, field.descriptor, static_cast<int>(i));
    }
    const Field& key = field.message->fields[0];
    const auto less = [&key](const pb::Message* a, const pb::Message* b) { return key_less(*a, *b, key); };
    std::stable_sort(entries.begin(), entries.end(), less);
    char before = '{';
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (i + 1 < entries.size() && !less(entries[i], entries[i + 1])) continue;
      writer_.out += before;
      before = ',';
      map_key(*entries[i], key, field.descriptor->name());
      writer_.out += ':';
      single(*entries[i], field.message->fields[1], field.descriptor->name());
    }
    writer_.out += entries.empty() ? "{}" : "}";
  }

  static bool key_less(const pb::Message& a, const pb::Message& b, const Field& key) {
    const pb::Reflection& from = *a.GetReflection();
    const Cpp* const at = key.descriptor;
    switch (at->cpp_type()) {
      case Cpp::CPPTYPE_BOOL:
        return static_cast<int>(from.GetBool(a, at)) < static_cast<int>(from.GetBool(b, at));
      case Cpp::CPPTYPE_INT32:
        return from.GetInt32(a, at) < from.GetInt32(b, at);
      case Cpp::CPPTYPE_INT64:
        return from.GetInt64(a, at) < from.GetInt64(b, at);
      case Cpp::CPPTYPE_UINT32:
        return from.GetUInt32(a, at) < from.GetUInt32(b, at);
      case Cpp::CPPTYPE_UINT64:
        return from.GetUInt64(a, at) < from.GetUInt64(b, at);
      default: {
        std::string one, two;
        return from.GetStringReference(a, at, &one) < from.GetStringReference(b, at, &two);
      }
    }
  }

  void map_key(const pb::Message& entry, const Field& key, std::string_view name) {
    const bool is_text = key.descriptor->cpp_type() == Cpp::CPPTYPE_STRING;
    const bool is_quoted = is_text || (key.quoted_integers && is_64_bits(key));
    if (!is_quoted) writer_.out += '"';
    single(entry, key, name);
    if (!is_quoted) writer_.out += '"';
  }

  static bool is_64_bits(const Field& field) {
    const auto type = field.descriptor->cpp_type();
    return type == Cpp::CPPTYPE_INT64 || type == Cpp::CPPTYPE_UINT64;
  }

  void boolean(bool value) { writer_.out += value ? "true" : "false"; }

  template <class Int>
  void integer(Int value, const Field& field) {
    if (field.quoted_integers)
      writer_.quoted_number(value);
    else
      writer_.number(value);
  }

  void enumeration(int number, const Field& field) {
    if (field.is_null)
      writer_.out += "null";
    else if (const auto* value = field.descriptor->enum_type()->FindValueByNumber(number))
      writer_.out.append(1, '"').append(value->name()).append(1, '"');
    else
      writer_.number(number);
  }

  void text(std::string_view value, const Field& field, std::string_view name) {
    if (field.descriptor->type() == Cpp::TYPE_BYTES) return writer_.bytes(value);
    if (!detail::is_utf8(value)) writer_.fail(name, detail::kNotUtf8);
    writer_.string(value);
  }

  detail::JsonWriter writer_;
  std::string scratch_;
};

bool finish(const Printer& printer, std::size_t start, std::string& problem) {
  const detail::JsonWriter& writer = printer.writer();
  if (writer.error.reason.empty()) return true;
  writer.out.resize(start);
  problem = writer.error.message();
  return false;
}

}  // namespace

bool write_json(const pb::Message& message, const MessageType& type, JsonOptions options, std::string& out,
                std::string& problem) {
  const std::size_t start = out.size();
  Printer printer(out, options);
  printer.message(message, type, {});
  return finish(printer, start, problem);
}

bool write_json_field(const pb::Message& message, const Field& field, JsonOptions options, std::string& out,
                      std::string& problem) {
  if (field.descriptor->has_presence() && !message.GetReflection()->HasField(message, field.descriptor)) {
    out += "null";
    return true;
  }
  const std::size_t start = out.size();
  Printer printer(out, options);
  printer.value(message, field);
  return finish(printer, start, problem);
}

}  // namespace duet::transcode
