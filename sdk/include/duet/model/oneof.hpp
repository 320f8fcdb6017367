// Oneofs: a std::variant whose first alternative is std::monostate ("none is set"), described with DUET_ONEOF.
#pragma once

#include <cstddef>
#include <type_traits>
#include <variant>

#include "boxed.hpp"

namespace duet::detail {

template <class T>
struct UnboxedType {
  using Type = T;
};
template <class T>
struct UnboxedType<Boxed<T>> {
  using Type = T;
};

// One alternative of a variant, seen as an optional: it has a value while the variant holds it, and emplace() makes the
// variant hold it. A view; `Variant` may be const.
template <class Variant, std::size_t N>
class OneofMember {
  using Alternative = std::variant_alternative_t<N, std::remove_const_t<Variant>>;

 public:
  using Value = typename UnboxedType<Alternative>::Type;
  using Reference = std::conditional_t<std::is_const_v<Variant>, const Value&, Value&>;

  explicit OneofMember(Variant& variant) : variant_(&variant) {}

  bool has_value() const { return variant_->index() == N; }
  explicit operator bool() const { return has_value(); }
  Reference operator*() const {
    if constexpr (std::is_same_v<Alternative, Value>)
      return *std::get_if<N>(variant_);
    else
      return **std::get_if<N>(variant_);
  }
  Reference emplace() const {
    variant_->template emplace<N>();
    return **this;
  }
  // Is another alternative set?
  bool is_taken() const { return variant_->index() != 0 && variant_->index() != N; }
  void reset() const {
    if (has_value()) variant_->template emplace<0>();
  }

 private:
  Variant* variant_;
};

}  // namespace duet::detail
