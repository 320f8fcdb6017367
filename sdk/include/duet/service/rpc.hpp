// DUET_RPC and the like: how the service bases that protoc-gen-duet makes add their methods, and what the compiler says
// where a plugin lacks one.
#pragma once

#include <concepts>
#include <cstdint>

#include "handler.hpp"

namespace duet::detail {

// Can the member function be the handler of an rpc of that kind from `In` to `Out`?
template <class Function, std::uint32_t kKind, class In, class Out>
constexpr bool serves() {
  using Traits = HandlerTraits<Function>;
  if constexpr (Traits::kKind == kKind)
    return std::same_as<typename Traits::In, In> && std::same_as<typename Traits::Out, Out>;
  else
    return false;
}

}  // namespace duet::detail

#define DUET_RPC_OF(kind, add, service, Name, handler, In, Out, shape, otherwise)                             \
  do {                                                                                                        \
    constexpr bool has_handler = requires { &Self::handler; };                                                \
    static_assert(has_handler, "the rpc " #Name " has no handler: the plugin needs the public member `" shape \
                               "`, or the same as " otherwise);                                               \
    if constexpr (has_handler) {                                                                              \
      constexpr bool fits = ::duet::detail::serves<decltype(&Self::handler), kind, In, Out>();                \
      static_assert(fits, "the handler of the rpc " #Name " has another shape: it is to be `" shape           \
                          "`, or the same as " otherwise);                                                    \
      if constexpr (fits) service.add(#Name, &Self::handler);                                                 \
    }                                                                                                         \
  } while (false)

// Adds the rpc `Name` to `service`, of the plugin class `Self`; in a template of that parameter.
#define DUET_RPC(service, Name, handler, In, Out)                 \
  DUET_RPC_OF(DUET_UNARY, unary, service, Name, handler, In, Out, \
              "duet::Result<" #Out "> " #handler "(const " #In "&, duet::Call&)", "a coroutine")
#define DUET_RPC_SERVER_STREAM(service, Name, handler, In, Out)                                              \
  DUET_RPC_OF(DUET_SERVER_STREAM, server_stream, service, Name, handler, In, Out,                            \
              "duet::Task<duet::Status> " #handler "(const " #In "&, duet::Writer<" #Out ">&, duet::Call&)", \
              "a plain function")
#define DUET_RPC_CLIENT_STREAM(service, Name, handler, In, Out)                                       \
  DUET_RPC_OF(DUET_CLIENT_STREAM, client_stream, service, Name, handler, In, Out,                     \
              "duet::Task<duet::Result<" #Out ">> " #handler "(duet::Reader<" #In ">&, duet::Call&)", \
              "a plain function")
#define DUET_RPC_BIDI(service, Name, handler, In, Out)                                                               \
  DUET_RPC_OF(DUET_BIDI_STREAM, bidi, service, Name, handler, In, Out,                                               \
              "duet::Task<duet::Status> " #handler "(duet::Reader<" #In ">&, duet::Writer<" #Out ">&, duet::Call&)", \
              "a plain function")
