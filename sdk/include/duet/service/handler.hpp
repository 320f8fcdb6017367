// Which member functions may be handlers, and what they take and give.
#pragma once

#include <concepts>
#include <type_traits>

#include "../call.hpp"
#include "../model.hpp"
#include "../result.hpp"
#include "../task.hpp"

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

template <class Class, class Return, class Argument>
struct HandlerShape {
  static constexpr bool kTakesRequest =
      !std::is_reference_v<Argument> ||
      (std::is_lvalue_reference_v<Argument> && std::is_const_v<std::remove_reference_t<Argument>>);
  static constexpr bool kIsHandler = kTakesRequest && AnswerTraits<Return>::kIsAnswer;
  using Owner = Class;
  using Answer = AnswerTraits<Return>;
  using Parameter = Argument;
  using In = std::remove_cvref_t<Argument>;
};

template <class Function>
struct HandlerTraits {
  static constexpr bool kIsHandler = false;
};
template <class C, class R, class A>
struct HandlerTraits<R (C::*)(A, Call&)> : HandlerShape<C, R, A> {};
template <class C, class R, class A>
struct HandlerTraits<R (C::*)(A, Call&) const> : HandlerShape<C, R, A> {};
template <class C, class R, class A>
struct HandlerTraits<R (C::*)(A, Call&) noexcept> : HandlerShape<C, R, A> {};
template <class C, class R, class A>
struct HandlerTraits<R (C::*)(A, Call&) const noexcept> : HandlerShape<C, R, A> {};

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
    static_assert(Model<typename Traits::In>, "the request of a handler must be described with DUET_MODEL");
    static_assert(Model<typename Traits::Answer::Out>, "the answer of a handler must be described with DUET_MODEL");
    return std::derived_from<Plugin, typename Traits::Owner> && Model<typename Traits::In> &&
           Model<typename Traits::Answer::Out>;
  } else {
    return false;
  }
}

}  // namespace duet::detail
