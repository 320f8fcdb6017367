// DUET_RPC: how the service bases that protoc-gen-duet makes add their methods, and what the compiler says where a
// plugin lacks one.
#pragma once

#include <concepts>

#include "handler.hpp"

namespace duet::detail {

// Can the member function be the handler of an rpc from `In` to `Out`?
template <class Function, class In, class Out>
constexpr bool serves() {
  using Traits = HandlerTraits<Function>;
  if constexpr (Traits::kKind == DUET_UNARY)
    return std::same_as<typename Traits::In, In> && std::same_as<typename Traits::Out, Out>;
  else
    return false;
}

}  // namespace duet::detail

#define DUET_RPC_SHAPE(handler, In, Out) "`duet::Result<" #Out "> " #handler "(const " #In "&, duet::Call&)`"

// Adds the rpc `Name` to `service`, of the plugin class `Self`; in a template of that parameter.
#define DUET_RPC(service, Name, handler, In, Out)                                                                      \
  do {                                                                                                                 \
    constexpr bool has_handler = requires { &Self::handler; };                                                         \
    static_assert(has_handler, "the rpc " #Name " has no handler: the plugin needs the public member " DUET_RPC_SHAPE( \
                                   handler, In, Out) ", or the same as a coroutine");                                  \
    if constexpr (has_handler) {                                                                                       \
      constexpr bool fits = ::duet::detail::serves<decltype(&Self::handler), In, Out>();                               \
      static_assert(fits, "the handler of the rpc " #Name " has another shape: it is to be " DUET_RPC_SHAPE(           \
                              handler, In, Out) ", or the same as a coroutine");                                       \
      if constexpr (fits) service.unary(#Name, &Self::handler);                                                        \
    }                                                                                                                  \
  } while (false)
