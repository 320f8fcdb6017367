// DUET_MODEL and what stands in it; model.hpp explains them.
#pragma once

#include "check.hpp"
#include "field.hpp"

#define DUET_FIELD(number, name, ...) ::duet::detail::field<number, &DuetSelf::name>(#name __VA_OPT__(, ) __VA_ARGS__)

#define DUET_ONEOF(name, ...) ::duet::detail::oneof<&DuetSelf::name>(#name, __VA_ARGS__)
#define DUET_MEMBER(number, name, ...) ::duet::detail::oneof_field<number>(#name __VA_OPT__(, ) __VA_ARGS__)

#define DUET_UNKNOWN(name) \
  ::duet::detail::UnknownMember<&DuetSelf::name> {}

#define DUET_MODEL(Type, ...)                                                      \
  [[maybe_unused]] constexpr auto duet_describe_model(::duet::detail::Tag<Type>) { \
    using DuetSelf [[maybe_unused]] = Type;                                        \
    return ::duet::detail::make_model(#Type __VA_OPT__(, ) __VA_ARGS__);           \
  }                                                                                \
  static_assert(sizeof(Type) > 0)
