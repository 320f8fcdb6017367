// google.api.HttpBody in requests and answers: the bytes of the HTTP body itself instead of a message (DUET_BYTES).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "../abi/call.h"
#include "../abi/description.h"
#include "../call.hpp"
#include "../model.hpp"
#include "../model/imported.hpp"

namespace duet::detail {

// Told by its name, so that only plugins that use the type have to read its header.
template <class T>
inline constexpr bool kIsHttpBody = ImportedType<T>::kFullName == "google.api.HttpBody";
template <class F>
inline constexpr bool kIsHttpBodyField =
    (F::kShape == Shape::kSingular || F::kShape == Shape::kOptional) && kIsHttpBody<typename F::Value>;

// The bits of duet_method.encodings that a request or an answer of type T adds.
template <Model T>
constexpr std::uint32_t encodings_of() {
  bool has = kIsHttpBody<T>;
  for_each_field<T>([&]<class F>() { has = has || kIsHttpBodyField<F>; });
  return has ? DUET_BYTES : 0;
}

// Calls f(http_body) for the message itself, if `field` is empty, or for its field of that name; an optional one is
// made if it is not there and `message` is not const. False if there is no google.api.HttpBody.
template <class T, class Function>
bool with_http_body(T& message, std::string_view field, Function&& f) {
  using Plain = std::remove_const_t<T>;
  bool found = false;
  if constexpr (kIsHttpBody<Plain>) {
    if (field.empty()) {
      found = true;
      f(message);
    }
  }
  for_each_field<Plain>([&]<class F>() {
    if constexpr (kIsHttpBodyField<F>) {
      if (field != F::kName && field != F::kJsonName) return;
      found = true;
      auto&& value = F::get(message);
      if constexpr (F::kShape == Shape::kSingular)
        f(value);
      else if (value)
        f(*value);
      else if constexpr (!std::is_const_v<T>)
        f(value.emplace());
    }
  });
  return found;
}

inline std::string_view content_type(const duet_request& request) {
  for (std::size_t i = 0; i < request.n_metadata; ++i)
    if (to_view(request.metadata[i].key) == "content-type") return to_view(request.metadata[i].value);
  return {};
}

template <Model T>
bool set_http_body(T& message, std::string_view field, std::string_view data, std::string_view type) {
  return with_http_body(message, field, [&](auto& body) {
    body.content_type = type;
    body.data.value = data;
  });
}

}  // namespace duet::detail
