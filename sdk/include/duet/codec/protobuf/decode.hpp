// decode_protobuf(): the wire format of proto3, read into a model in one pass.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "../../model.hpp"
#include "../../model/utf8.hpp"
#include "value.hpp"

namespace duet {

// Why bytes are not a message of the wanted type.
struct DecodeError {
  std::string_view reason;  // static text
  std::string_view field;   // the innermost field at fault, or empty
  std::size_t offset = 0;   // where in the bytes it was noticed

  std::string message() const {
    std::string text = "not a valid protobuf message: ";
    text += reason;
    if (!field.empty()) text.append(" in field '").append(field).append("'");
    return text + " at byte " + std::to_string(offset);
  }
};

namespace detail {

struct WireReader {
  const char* begin;
  DecodeError& error;

  const char* fail(std::string_view reason, const char* at, std::string_view field = {}) const {
    if (error.reason.empty()) error = {reason, field, static_cast<std::size_t>(at - begin)};
    return nullptr;
  }
};

template <class T>
const char* decode_message(const char* p, const char* end, T& out, int depth, const WireReader& reader);

// One value without its tag, for every kind of value.
template <Encoding E, class V>
const char* decode_value(const char* p, const char* end, V& value, int depth, const WireReader& reader) {
  if constexpr (kIsPackable<V>) {
    const char* const next = WireValue<V, E>::read(p, end, value);
    return next != nullptr ? next : reader.fail("a number is cut off or too long", p);
  } else {
    std::size_t length = 0;
    const char* const start = read_length(p, end, length);
    if (start == nullptr) return reader.fail("a length goes beyond the end", p);
    if constexpr (kKind<V> == Kind::kMessage) {
      if (depth <= 1) return reader.fail("messages are nested deeper than 100 levels", p);
      return decode_message(start, start + length, value, depth - 1, reader);
    } else {
      if constexpr (kKind<V> == Kind::kString)
        if (!is_utf8({start, length})) [[unlikely]]
          return reader.fail("invalid UTF-8", start);
      text_of(value).assign(start, length);
      return start + length;
    }
  }
}

template <class V, Encoding E, class List>
const char* decode_packed(const char* p, const char* end, List& list, const WireReader& reader) {
  std::size_t length = 0;
  const char* const start = read_length(p, end, length);
  if (start == nullptr) return reader.fail("a length goes beyond the end", p);
  p = start;
  const char* const stop = start + length;
  if constexpr (WireValue<V, E>::kType != WireType::varint) list.reserve(list.size() + length / sizeof(V));
  while (p != stop) {
    V value{};
    const char* const next = WireValue<V, E>::read(p, stop, value);
    if (next == nullptr) return reader.fail("a number is cut off or too long", p);
    list.push_back(value);
    p = next;
  }
  return p;
}

// A map entry is a message with the key as field 1 and the value as field 2; either may be missing.
template <Encoding KeyE, Encoding E, class Map>
const char* decode_entry(const char* p, const char* end, Map& map, int depth, const WireReader& reader) {
  using Key = typename Map::key_type;
  using Value = typename Map::mapped_type;
  std::size_t length = 0;
  const char* const start = read_length(p, end, length);
  if (start == nullptr) return reader.fail("a length goes beyond the end", p);
  if (depth <= 1) return reader.fail("messages are nested deeper than 100 levels", p);
  p = start;
  const char* const stop = start + length;
  Key key{};
  Value value{};
  while (p != nullptr && p != stop) {
    std::uint32_t tag = 0;
    const char* const at = p;
    p = read_tag(p, stop, tag);
    if (p == nullptr) return reader.fail("a tag is cut off or not valid", at);
    if (tag == kTag<Key, 1, KeyE>)
      p = decode_value<KeyE>(p, stop, key, depth - 1, reader);
    else if (tag == kTag<Value, 2, E>)
      p = decode_value<E>(p, stop, value, depth - 1, reader);
    else if ((p = skip_value(tag, p, stop, depth - 1)) == nullptr)
      reader.fail("an unknown field is not valid", at);
  }
  if (p != nullptr) map.insert_or_assign(std::move(key), std::move(value));
  return p;
}

template <class F, class Field>
const char* decode_field(const char* p, const char* end, Field&& field, int depth, const WireReader& reader) {
  constexpr Encoding encoding = F::kEncoding;
  if constexpr (F::kShape == Shape::kSingular) {
    return decode_value<encoding>(p, end, field, depth, reader);
  } else if constexpr (F::kShape == Shape::kOptional) {
    if (!field) field.emplace();
    return decode_value<encoding>(p, end, *field, depth, reader);
  } else if constexpr (F::kShape == Shape::kMap) {
    return decode_entry<F::kKeyEncoding, encoding>(p, end, field, depth, reader);
  } else if constexpr (kIsPackable<typename F::Value>) {
    typename F::Value value{};
    p = decode_value<encoding>(p, end, value, depth, reader);
    if (p != nullptr) field.push_back(value);
    return p;
  } else {
    return decode_value<encoding>(p, end, field.emplace_back(), depth, reader);
  }
}

// Reads the field if the tag is F's: packed and one by one are both accepted for a list of numbers.
template <class F>
bool try_field(std::uint32_t tag, const char*& p, const char* end, typename F::Owner& out, int depth,
               const WireReader& reader) {
  using Value = typename F::Value;
  constexpr bool is_map = F::kShape == Shape::kMap;
  constexpr WireType type = is_map ? WireType::length_delimited : wire_type_of<Value, F::kEncoding>();
  if (tag == make_tag(F::kNumber, type)) {
    p = decode_field<F>(p, end, F::get(out), depth, reader);
  } else if constexpr (F::kShape == Shape::kList && kIsPackable<Value>) {
    if (tag != make_tag(F::kNumber, WireType::length_delimited)) return false;
    p = decode_packed<Value, F::kEncoding>(p, end, F::get(out), reader);
  } else {
    return false;
  }
  if (p == nullptr && reader.error.field.empty()) reader.error.field = F::kName;
  return true;
}

template <class T>
const char* decode_message(const char* p, const char* end, T& out, int depth, const WireReader& reader) {
  while (p != end) {
    const char* const at = p;
    std::uint32_t tag = 0;
    p = read_tag(p, end, tag);
    if (p == nullptr) return reader.fail("a tag is cut off or not valid", at);
    const bool known = [&]<std::size_t... I>(std::index_sequence<I...>) {
      return (try_field<FieldOf<T, I>>(tag, p, end, out, depth, reader) || ...);
    }
    (std::make_index_sequence<kFieldCount<T>>{});
    if (!known) {
      p = skip_value(tag, p, end, depth - 1);
      if (p == nullptr) return reader.fail("an unknown field is not valid", at);
      if constexpr (kKeepsUnknown<T>) unknown_fields(out).wire.append(at, p);
    }
    if (p == nullptr) return nullptr;
  }
  return p;
}

// `depth` is how many levels of messages may be entered, 1 = the message itself.
template <class T>
bool decode_levels(std::string_view bytes, T& out, int depth, DecodeError& error) {
  error = {};
  const WireReader reader{bytes.data(), error};
  return bytes.empty() || decode_message(bytes.data(), bytes.data() + bytes.size(), out, depth, reader) != nullptr;
}

}  // namespace detail

// Merges the message in `bytes` into `out` as protobuf does: a scalar that is present replaces, lists grow, submessages
// merge; give it a fresh object to parse. Unknown fields are skipped, or kept where the model has a DUET_UNKNOWN.
// Refused: what is cut off, field number 0, wire types 6 and 7, unmatched groups, varints longer than ten bytes, tags
// and lengths longer than five, strings that are not UTF-8, more than 100 levels. On failure `error` says why and `out`
// holds what was read before.
template <Model T>
bool decode_protobuf(std::string_view bytes, T& out, DecodeError& error) {
  return detail::decode_levels(bytes, out, detail::kMaxDepth, error);
}

}  // namespace duet
