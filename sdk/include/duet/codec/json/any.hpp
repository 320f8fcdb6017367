// google.protobuf.Any in JSON, for code that does not know the types: what the reader must be told about them, and how
// it learns the "@type" of an object, which may come behind its other members.
#pragma once

#include <rapidjson/reader.h>
#include <rapidjson/stream.h>

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "table.hpp"
#include "text_copy.hpp"

namespace duet::detail {

// A type of messages that an Any may hold. It must stay where it is: its tables point into it.
struct AnyType {
  explicit AnyType(const TypeTable& of_type)
      : type(&of_type), value_field{"value", "value", &of_type, [](const FieldTable&, void* message) {
                                      return message;
                                    }} {
    form.name = of_type.name;
    form.fields = &value_field;
    form.field_count = 1;
  }
  AnyType(const AnyType&) = delete;
  AnyType& operator=(const AnyType&) = delete;
  virtual ~AnyType() = default;

  virtual void* make() const = 0;  // a fresh message, to be given to destroy()
  virtual void destroy(void* message) const = 0;
  virtual bool encode(const void* message, std::string& wire) const = 0;

  // Of the object with the "@type": the message's own members, or "value" with the form that it has. Some versions of
  // protobuf leave "value" out when the message is empty, so it is not asked for.
  const TypeTable& members() const { return type->has_form() ? form : *type; }

  const TypeTable* type;
  FieldTable value_field;
  TypeTable form{Shape::kSingular, Kind::kMessage};
};

// What the reader does with an Any.
struct AnyForm {
  // The type of that full name ("items.v1.Item"), or null.
  const AnyType* (*find)(const TypeTable& any, std::string_view full_name);
  void (*store)(const TypeTable& any, void* value, std::string_view type_url, std::string wire);
};

// "type.googleapis.com/items.v1.Item" -> "items.v1.Item". Empty if there is no slash (google/protobuf/any.proto).
inline std::string_view type_of_url(std::string_view type_url) {
  const std::size_t slash = type_url.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : type_url.substr(slash + 1);
}

inline constexpr int kMaxJsonDepth = 100;

// The "@type" of every object of a text, by the offset of the object's '{'.
class AnyTypes {
 public:
  explicit AnyTypes(std::string_view text) : text_(text) {}

  // Without a value if it is there, but no string.
  using TypeUrl = std::optional<std::string>;

  // Null if the object has none. Looks at the whole text the first time.
  const TypeUrl* find(std::size_t object) {
    if (!has_scanned_) scan();
    const auto found = types_.find(object);
    return found == types_.end() ? nullptr : &found->second;
  }

 private:
  // A type of its own: code that is shared with the reader of messages would not be inlined into that, which is then
  // slower by a fifth.
  struct Stream : rapidjson::InsituStringStream {
    using rapidjson::InsituStringStream::GenericInsituStringStream;
  };
  // Events of RapidJSON's reader.
  struct Scan : rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Scan> {
    Scan(AnyTypes& into, Stream& from) : all(into), stream(from) {}

    bool Default() {
      note({});
      return true;
    }
    bool RawNumber(const char*, unsigned, bool) { return Default(); }
    bool String(const char* text, unsigned size, bool) {
      if (is_type) note(std::string(text, size));
      return true;
    }
    bool Key(const char* text, unsigned size, bool) {
      is_type = std::string_view(text, size) == "@type";
      return true;
    }
    bool StartObject() { return enter(); }
    bool EndObject(unsigned) { return leave(); }
    bool StartArray() { return enter(); }
    bool EndArray(unsigned) { return leave(); }

    bool enter() {
      if (depth == kMaxJsonDepth) return false;
      note({});
      objects[static_cast<std::size_t>(depth++)] = stream.Tell() - 1;
      return true;
    }
    bool leave() {
      --depth;
      return true;
    }

    // A value has come.
    void note(TypeUrl value) {
      if (is_type) all.types_.try_emplace(objects[static_cast<std::size_t>(depth - 1)], std::move(value));
      is_type = false;
    }

    AnyTypes& all;
    Stream& stream;
    bool is_type = false;
    int depth = 0;
    std::array<std::size_t, kMaxJsonDepth> objects;
  };

  // What is wrong with the text is found and told by its reader.
  void scan() {
    has_scanned_ = true;
    JsonText copy(text_);
    Stream stream(copy.data());
    Scan events(*this, stream);
    rapidjson::Reader reader;
    reader.Parse<rapidjson::kParseInsituFlag | rapidjson::kParseNumbersAsStringsFlag>(stream, events);
  }

  std::string_view text_;
  bool has_scanned_ = false;
  std::map<std::size_t, TypeUrl> types_;
};

}  // namespace duet::detail
