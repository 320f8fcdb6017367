// Which member functions may be handlers, and what they take and give.
#pragma once

#include <concepts>
#include <type_traits>

#include "../call.hpp"
#include "../model.hpp"
#include "../result.hpp"
#include "../task.hpp"
#include "bodies.hpp"

namespace duet::detail {

template <class Return>
struct AnswerTraits {
  static constexpr bool kIsAnswer = false;
};
template <class T>
struct AnswerTraits<Result<T>> {
  static constexpr bool kIsAnswer = true;
  static constexpr bool kIsCoroutine = false;
  using Out = T;
};
template <class T>
struct AnswerTraits<Task<Result<T>>> {
  static constexpr bool kIsAnswer = true;
  static constexpr bool kIsCoroutine = true;
  using Out = T;
};

// The bodies in pieces that a handler takes between its request and its call.
template <class... Between>
struct BodyParameters {
  static constexpr bool kKnown = false;
  using Bodies = NoBodies;
};
template <>
struct BodyParameters<Call&> {
  static constexpr bool kKnown = true;
  using Bodies = NoBodies;
};
template <>
struct BodyParameters<BodyReader&, Call&> {
  static constexpr bool kKnown = true;
  using Bodies = Upload;
};
template <>
struct BodyParameters<BodyWriter&, Call&> {
  static constexpr bool kKnown = true;
  using Bodies = Download;
};
template <>
struct BodyParameters<BodyReader&, BodyWriter&, Call&> {
  static constexpr bool kKnown = true;
  using Bodies = Transfer;
};

template <class Class, class Return, class Argument, class... Rest>
struct HandlerShape {
  static constexpr bool kTakesRequest =
      !std::is_reference_v<Argument> ||
      (std::is_lvalue_reference_v<Argument> && std::is_const_v<std::remove_reference_t<Argument>>);
  static constexpr bool kIsHandler =
      kTakesRequest && AnswerTraits<Return>::kIsAnswer && BodyParameters<Rest...>::kKnown;
  using Owner = Class;
  using Answer = AnswerTraits<Return>;
  using Parameter = Argument;
  using In = std::remove_cvref_t<Argument>;
  using Bodies = typename BodyParameters<Rest...>::Bodies;
};

template <class Function>
struct HandlerTraits {
  static constexpr bool kIsHandler = false;
};
template <class C, class R, class A, class... Rest>
struct HandlerTraits<R (C::*)(A, Rest...)> : HandlerShape<C, R, A, Rest...> {};
template <class C, class R, class A, class... Rest>
struct HandlerTraits<R (C::*)(A, Rest...) const> : HandlerShape<C, R, A, Rest...> {};
template <class C, class R, class A, class... Rest>
struct HandlerTraits<R (C::*)(A, Rest...) noexcept> : HandlerShape<C, R, A, Rest...> {};
template <class C, class R, class A, class... Rest>
struct HandlerTraits<R (C::*)(A, Rest...) const noexcept> : HandlerShape<C, R, A, Rest...> {};

// One readable error for a handler that cannot be one.
template <class Plugin, class Function>
constexpr bool check_handler() {
  using Traits = HandlerTraits<Function>;
  static_assert(
      Traits::kIsHandler,
      "a unary handler is a member function `duet::Result<Answer> name(const Request&, duet::Call&)`, or the same "
      "as a coroutine that returns duet::Task<duet::Result<Answer>>");
  if constexpr (Traits::kIsHandler) {
    static_assert(std::derived_from<Plugin, typename Traits::Owner>, "the handler is a member of another class");
    static_assert(
        Traits::Bodies::kFlags == 0 || Traits::Answer::kIsCoroutine,
        "a handler that reads or writes a body in pieces is a coroutine: it returns duet::Task<duet::Result<>>");
    static_assert((Traits::Bodies::kFlags & DUET_RAW_REPLY) == 0 || std::is_same_v<typename Traits::Answer::Out, Empty>,
                  "a handler with a duet::BodyWriter returns duet::Result<duet::Empty>: the body is what it writes");
    static_assert(Model<typename Traits::In>, "the request of a handler must be described with DUET_MODEL");
    static_assert(Model<typename Traits::Answer::Out>, "the answer of a handler must be described with DUET_MODEL");
    return std::derived_from<Plugin, typename Traits::Owner> &&
           (Traits::Bodies::kFlags == 0 || Traits::Answer::kIsCoroutine) && Model<typename Traits::In> &&
           Model<typename Traits::Answer::Out>;
  } else {
    return false;
  }
}

}  // namespace duet::detail
