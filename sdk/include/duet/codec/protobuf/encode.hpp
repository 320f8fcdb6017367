// encode_protobuf(): a model in the wire format of proto3, fields in the order of their numbers.
//
// Two passes: the first adds up sizes and notes those of nested messages in the order in which the second will need
// them, the second writes into memory that is known to be large enough.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../../model.hpp"
#include "../../model/utf8.hpp"
#include "../encode_error.hpp"
#include "value.hpp"

namespace duet {
namespace detail {

// Sizes of nested messages, packed lists and map entries, first in, first out.
class SizeQueue {
 public:
  std::size_t add() {
    if (count_ >= kInline) more_.push_back(0);
    return count_++;
  }
  void set(std::size_t at, std::size_t size) { (at < kInline ? few_[at] : more_[at - kInline]) = size; }
  std::size_t take() {
    const std::size_t at = next_++;
    return at < kInline ? few_[at] : more_[at - kInline];
  }

 private:
  static constexpr std::size_t kInline = 32;
  std::array<std::size_t, kInline> few_;
  std::vector<std::size_t> more_;
  std::size_t count_ = 0;
  std::size_t next_ = 0;
};

struct WireSizer {
  SizeQueue& sizes;
  std::string_view bad_field{};  // the first string that is not UTF-8
};

template <class T>
std::size_t message_size(const T& message, WireSizer& sizer);
template <class T>
char* write_message(const T& message, char* p, SizeQueue& sizes);

constexpr std::size_t delimited_size(std::size_t length) { return varint_size(length) + length; }

// Bytes of one value, with its length prefix if it has one.
template <Encoding E, class V>
std::size_t value_size(const V& value, WireSizer& sizer, std::string_view field) {
  if constexpr (kIsPackable<V>) {
    return WireValue<V, E>::size(value);
  } else if constexpr (kKind<V> == Kind::kMessage) {
    const std::size_t slot = sizer.sizes.add();
    const std::size_t size = message_size(value, sizer);
    sizer.sizes.set(slot, size);
    return delimited_size(size);
  } else {
    const std::string& text = text_of(value);
    if constexpr (kKind<V> == Kind::kString)
      if (!is_utf8(text) && sizer.bad_field.empty()) [[unlikely]]
        sizer.bad_field = field;
    return delimited_size(text.size());
  }
}

template <Encoding E, class V>
char* write_value(const V& value, char* p, SizeQueue& sizes) {
  if constexpr (kIsPackable<V>) {
    return WireValue<V, E>::write(value, p);
  } else if constexpr (kKind<V> == Kind::kMessage) {
    p = write_varint(sizes.take(), p);
    return write_message(value, p, sizes);
  } else {
    const std::string& text = text_of(value);
    p = write_varint(text.size(), p);
    std::memcpy(p, text.data(), text.size());
    return p + text.size();
  }
}

// Do all values of V take the same number of bytes?
template <class V, Encoding E>
inline constexpr bool kHasOneSize = WireValue<V, E>::kType != WireType::varint || kKind<V> == Kind::kBool;

template <class V, Encoding E, class List>
std::size_t packed_size(const List& list, WireSizer& sizer) {
  if constexpr (kHasOneSize<V, E>) return delimited_size(list.size() * WireValue<V, E>::size(V{}));
  const std::size_t slot = sizer.sizes.add();
  std::size_t size = 0;
  for (const V value : list) size += WireValue<V, E>::size(value);
  sizer.sizes.set(slot, size);
  return delimited_size(size);
}

template <class V, Encoding E, class List>
char* write_packed(const List& list, char* p, SizeQueue& sizes) {
  if constexpr (kHasOneSize<V, E>)
    p = write_varint(list.size() * WireValue<V, E>::size(V{}), p);
  else
    p = write_varint(sizes.take(), p);
  for (const V value : list) p = WireValue<V, E>::write(value, p);
  return p;
}

template <class F>
std::size_t map_size(const typename F::Type& map, std::size_t tag_size, WireSizer& sizer) {
  std::size_t total = 0;
  for (const auto& [key, value] : map) {
    const std::size_t slot = sizer.sizes.add();
    const std::size_t size =
        2 + value_size<F::kKeyEncoding>(key, sizer, F::kName) + value_size<F::kEncoding>(value, sizer, F::kName);
    sizer.sizes.set(slot, size);
    total += tag_size + delimited_size(size);
  }
  return total;
}

template <class F>
char* write_map(const typename F::Type& map, char* p, SizeQueue& sizes) {
  using Map = typename F::Type;
  for (const auto& [key, value] : map) {
    p = write_varint(sizes.take(), write_tag<make_tag(F::kNumber, WireType::length_delimited)>(p));
    p = write_value<F::kKeyEncoding>(key, write_tag<kTag<typename Map::key_type, 1, F::kKeyEncoding>>(p), sizes);
    p = write_value<F::kEncoding>(value, write_tag<kTag<typename Map::mapped_type, 2, F::kEncoding>>(p), sizes);
  }
  return p;
}

template <class F>
inline constexpr bool kIsPackedList = F::kShape == Shape::kList&& kIsPackable<typename F::Value>&& F::kPacked;

template <class F, class Field>
std::size_t field_size(const Field& field, WireSizer& sizer) {
  using V = typename F::Value;
  constexpr std::size_t tag_size = varint_size(F::kNumber << 3U);
  if constexpr (F::kShape == Shape::kMap) {
    return map_size<F>(field, tag_size, sizer);
  } else if constexpr (F::kShape == Shape::kOptional) {
    return field ? tag_size + value_size<F::kEncoding>(*field, sizer, F::kName) : 0;
  } else if constexpr (kIsPackedList<F>) {
    return field.empty() ? 0 : tag_size + packed_size<V, F::kEncoding>(field, sizer);
  } else if constexpr (F::kShape == Shape::kList) {
    std::size_t total = field.size() * tag_size;
    for (const V& element : field) total += value_size<F::kEncoding>(element, sizer, F::kName);
    return total;
  } else {
    const std::size_t size =
        kKind<V> != Kind::kMessage && is_default(field) ? 0 : value_size<F::kEncoding>(field, sizer, F::kName);
    // A plain message that would be empty, a length of zero, is not sent.
    return size == 0 || (F::kKind == Kind::kMessage && size == 1) ? 0 : tag_size + size;
  }
}

template <class F, class Field>
char* write_field(const Field& field, char* p, SizeQueue& sizes) {
  using V = typename F::Value;
  constexpr std::uint32_t tag =
      F::kShape == Shape::kMap ? make_tag(F::kNumber, WireType::length_delimited) : kTag<V, F::kNumber, F::kEncoding>;
  if constexpr (F::kShape == Shape::kMap) {
    return write_map<F>(field, p, sizes);
  } else if constexpr (F::kShape == Shape::kOptional) {
    return field ? write_value<F::kEncoding>(*field, write_tag<tag>(p), sizes) : p;
  } else if constexpr (kIsPackedList<F>) {
    if (field.empty()) return p;
    return write_packed<V, F::kEncoding>(field, write_tag<make_tag(F::kNumber, WireType::length_delimited)>(p), sizes);
  } else if constexpr (F::kShape == Shape::kList) {
    for (const V& element : field) p = write_value<F::kEncoding>(element, write_tag<tag>(p), sizes);
    return p;
  } else if constexpr (F::kKind == Kind::kMessage) {
    const std::size_t size = sizes.take();
    if (size == 0) {
      write_message(field, p, sizes);  // passes over the sizes noted within it
      return p;
    }
    return write_message(field, write_varint(size, write_tag<tag>(p)), sizes);
  } else {
    return is_default(field) ? p : write_value<F::kEncoding>(field, write_tag<tag>(p), sizes);
  }
}

template <class T>
std::size_t message_size(const T& message, WireSizer& sizer) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    std::size_t total = 0;
    ((total += field_size<FieldOf<T, kByNumber<T>[I]>>(FieldOf<T, kByNumber<T>[I]>::get(message), sizer)), ...);
    if constexpr (kKeepsUnknown<T>) total += unknown_fields(message).wire.size();
    return total;
  }
  (std::make_index_sequence<kFieldCount<T>>{});
}

template <class T>
char* write_message(const T& message, char* p, SizeQueue& sizes) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    ((p = write_field<FieldOf<T, kByNumber<T>[I]>>(FieldOf<T, kByNumber<T>[I]>::get(message), p, sizes)), ...);
  }
  (std::make_index_sequence<kFieldCount<T>>{});
  if constexpr (kKeepsUnknown<T>) {
    const std::string& wire = unknown_fields(message).wire;
    std::memcpy(p, wire.data(), wire.size());
    p += wire.size();
  }
  return p;
}

}  // namespace detail

// Appends `message` to `out`. False, nothing is appended and `error` tells why if a string in it is not UTF-8. Entries
// of a std::map come in the order of their keys, so that equal messages give equal bytes; unknown fields that were kept
// come last.
template <Model T>
bool encode_protobuf(const T& message, std::string& out, EncodeError* error = nullptr) {
  detail::SizeQueue sizes;
  detail::WireSizer sizer{sizes};
  const std::size_t size = detail::message_size(message, sizer);
  if (!sizer.bad_field.empty()) return detail::refuse_text(sizer.bad_field, error);
  const std::size_t start = out.size();
  out.resize(start + size);
  detail::write_message(message, out.data() + start, sizes);
  return true;
}

}  // namespace duet
