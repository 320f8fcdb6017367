// One message-typed field by its name, for google.api.http `body: "field"` and `response_body: "field"` in protobuf
// form: the bytes on the wire are then those of the field's message.
#pragma once

#include <string>
#include <string_view>

#include "decode.hpp"
#include "encode.hpp"

namespace duet {
namespace detail {

template <class F>
inline constexpr bool kIsMessageField = F::kKind == Kind::kMessage &&
                                        (F::kShape == Shape::kSingular || F::kShape == Shape::kOptional);

}  // namespace detail

// False with reason "no such field of message type" if `field` (proto or JSON name) is not a single message.
template <Model T>
bool decode_protobuf_field(std::string_view bytes, std::string_view field, T& out, DecodeError& error) {
  error = {"no such field of message type", {}, 0};
  bool ok = false;
  detail::for_each_field<T>([&]<class F>() {
    if constexpr (detail::kIsMessageField<F>) {
      if (field != F::kName && field != F::kJsonName) return;
      auto&& value = F::get(out);
      if constexpr (F::kShape == detail::Shape::kOptional)
        ok = decode_protobuf(bytes, value ? *value : value.emplace(), error);
      else
        ok = decode_protobuf(bytes, value, error);
    }
  });
  return ok;
}

// Appends the bytes of the field's message (none if it is not set). False without an error if `field` is not a single
// message, and with one if a string in it is not UTF-8.
template <Model T>
bool encode_protobuf_field(const T& message, std::string_view field, std::string& out, EncodeError* error = nullptr) {
  bool ok = false;
  detail::for_each_field<T>([&]<class F>() {
    if constexpr (detail::kIsMessageField<F>) {
      if (field != F::kName && field != F::kJsonName) return;
      const auto& value = F::get(message);
      if constexpr (F::kShape == detail::Shape::kOptional)
        ok = !value || encode_protobuf(*value, out, error);
      else
        ok = encode_protobuf(value, out, error);
    }
  });
  return ok;
}

}  // namespace duet
