// DUET_MODEL and what stands in it; model.hpp explains them.
#pragma once

#include <type_traits>

#include "check.hpp"
#include "field.hpp"

// The model, and how its member is found. A template, so that a name that is not there is one error, with these words.
#define DUET_DETAIL_MEMBER(macro, name)                                                                        \
  ::duet::detail::Tag<DuetSelf>{}, []<class DuetModel>(::duet::detail::Tag<DuetModel>) {                       \
    constexpr bool found = requires { requires std::is_member_object_pointer_v<decltype(&DuetModel::name)>; }; \
    static_assert(found, macro ": the struct has no public data member '" #name "'");                          \
    if constexpr (found)                                                                                       \
      return &DuetModel::name;                                                                                 \
    else                                                                                                       \
      return nullptr;                                                                                          \
  }

#define DUET_FIELD(number, name, ...) \
  ::duet::detail::field<number>(DUET_DETAIL_MEMBER("DUET_FIELD", name), #name __VA_OPT__(, ) __VA_ARGS__)

#define DUET_ONEOF(name, ...) ::duet::detail::oneof(DUET_DETAIL_MEMBER("DUET_ONEOF", name), #name, __VA_ARGS__)
#define DUET_MEMBER(number, name, ...) ::duet::detail::oneof_field<number>(#name __VA_OPT__(, ) __VA_ARGS__)

#define DUET_UNKNOWN(name) ::duet::detail::unknown_member(DUET_DETAIL_MEMBER("DUET_UNKNOWN", name))

#define DUET_MODEL(Type, ...)                                                      \
  [[maybe_unused]] constexpr auto duet_describe_model(::duet::detail::Tag<Type>) { \
    using DuetSelf [[maybe_unused]] = Type;                                        \
    return ::duet::detail::make_model(#Type __VA_OPT__(, ) __VA_ARGS__);           \
  }                                                                                \
  static_assert(sizeof(Type) > 0)
