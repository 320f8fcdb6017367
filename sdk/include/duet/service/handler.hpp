// Which member functions may be handlers, and what they take and give.
#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>

#include "../abi/description.h"
#include "../body.hpp"
#include "../call.hpp"
#include "../model.hpp"
#include "../result.hpp"
#include "../stream.hpp"
#include "../task.hpp"
#include "ports.hpp"

namespace duet::detail {

struct NoModel {};

// What a handler returns: a duet::Result<>, with the answer in it, or a duet::Status; plain or as a coroutine.
template <class Return>
struct ReturnTraits {
  static constexpr bool kIsResult = false;
  static constexpr bool kIsStatus = false;
  static constexpr bool kIsCoroutine = false;
  using Value = Status;
  using Out = NoModel;
};
template <class T>
struct ReturnTraits<Result<T>> : ReturnTraits<void> {
  static constexpr bool kIsResult = true;
  using Value = Result<T>;
  using Out = T;
};
template <>
struct ReturnTraits<Status> : ReturnTraits<void> {
  static constexpr bool kIsStatus = true;
};
template <class T>
requires(ReturnTraits<T>::kIsResult || ReturnTraits<T>::kIsStatus) struct ReturnTraits<Task<T>> : ReturnTraits<T> {
  static constexpr bool kIsCoroutine = true;
};

// duet_method.kind of a handler by its parameters; kNoHandler if it cannot be one.
inline constexpr std::uint32_t kNoHandler = 99;

template <class Argument>
inline constexpr bool kTakesRequest =
    !std::is_reference_v<Argument> ||
    (std::is_lvalue_reference_v<Argument> && std::is_const_v<std::remove_reference_t<Argument>>);

template <class A, class... Ends>
struct UnaryShape {
  static constexpr std::uint32_t kKind = kTakesRequest<A> ? std::uint32_t{DUET_UNARY} : kNoHandler;
  using In = std::remove_cvref_t<A>;
  using Out = NoModel;
  using Ports = WholeRequest<A, Ends...>;
};

template <class... Parameters>
struct ParameterTraits {
  static constexpr std::uint32_t kKind = kNoHandler;
  static constexpr std::uint32_t kFlags = 0;
  using In = NoModel;
  using Out = NoModel;
  using Ports = StreamedRequest<>;
};
template <class A>
struct ParameterTraits<A, Call&> : UnaryShape<A> {
  static constexpr std::uint32_t kFlags = 0;
};
template <class A>
struct ParameterTraits<A, BodyReader&, Call&> : UnaryShape<A, BodyReader> {
  static constexpr std::uint32_t kFlags = DUET_RAW_REQUEST;
};
template <class A>
struct ParameterTraits<A, BodyWriter&, Call&> : UnaryShape<A, BodyWriter> {
  static constexpr std::uint32_t kFlags = DUET_RAW_REPLY;
};
template <class A>
struct ParameterTraits<A, BodyReader&, BodyWriter&, Call&> : UnaryShape<A, BodyReader, BodyWriter> {
  static constexpr std::uint32_t kFlags = DUET_RAW_REQUEST | DUET_RAW_REPLY;
};
template <class A, class O>
struct ParameterTraits<A, Writer<O>&, Call&> {
  static constexpr std::uint32_t kKind = kTakesRequest<A> ? std::uint32_t{DUET_SERVER_STREAM} : kNoHandler;
  static constexpr std::uint32_t kFlags = 0;
  using In = std::remove_cvref_t<A>;
  using Out = O;
  using Ports = WholeRequest<A, Writer<O>>;
};
template <class I>
struct ParameterTraits<Reader<I>&, Call&> {
  static constexpr std::uint32_t kKind = DUET_CLIENT_STREAM;
  static constexpr std::uint32_t kFlags = 0;
  using In = I;
  using Out = NoModel;
  using Ports = StreamedRequest<Reader<I>>;
};
template <class I, class O>
struct ParameterTraits<Reader<I>&, Writer<O>&, Call&> {
  static constexpr std::uint32_t kKind = DUET_BIDI_STREAM;
  static constexpr std::uint32_t kFlags = 0;
  using In = I;
  using Out = O;
  using Ports = StreamedRequest<Reader<I>, Writer<O>>;
};

template <class Class, class Return, class... Parameters>
struct HandlerShape {
 private:
  using Given = ReturnTraits<Return>;
  using Taken = ParameterTraits<Parameters...>;

 public:
  // A handler that writes messages returns a status, any other the answer.
  static constexpr bool kWrites = Taken::kKind == DUET_SERVER_STREAM || Taken::kKind == DUET_BIDI_STREAM;
  static constexpr std::uint32_t kKind = (kWrites ? Given::kIsStatus : Given::kIsResult) ? Taken::kKind : kNoHandler;
  static constexpr bool kIsCoroutine = Given::kIsCoroutine;
  static constexpr bool kHasBodies = Taken::kFlags != 0;
  // duet_method.flags
  static constexpr std::uint32_t kFlags =
      Taken::kFlags | (kKind != DUET_UNARY && !kIsCoroutine ? std::uint32_t{DUET_WAITS} : 0);
  // Does the answer go out while the handler runs?
  static constexpr bool kGivesStream = kWrites || (kFlags & DUET_RAW_REPLY) != 0;
  using Owner = Class;
  using In = typename Taken::In;
  using Out = std::conditional_t<kWrites, typename Taken::Out, typename Given::Out>;
  using Value = typename Given::Value;
  using Ports = typename Taken::Ports;
};

template <class Function>
struct HandlerTraits {
  static constexpr std::uint32_t kKind = kNoHandler;
};
template <class C, class R, class... P>
struct HandlerTraits<R (C::*)(P...)> : HandlerShape<C, R, P...> {};
template <class C, class R, class... P>
struct HandlerTraits<R (C::*)(P...) const> : HandlerShape<C, R, P...> {};
template <class C, class R, class... P>
struct HandlerTraits<R (C::*)(P...) noexcept> : HandlerShape<C, R, P...> {};
template <class C, class R, class... P>
struct HandlerTraits<R (C::*)(P...) const noexcept> : HandlerShape<C, R, P...> {};

// One readable error for a handler that cannot be one of the kind.
template <class Plugin, class Function, std::uint32_t kKind>
constexpr bool check_handler() {
  using Traits = HandlerTraits<Function>;
  constexpr bool kFits = Traits::kKind == kKind;
  static_assert(
      kFits || kKind != DUET_UNARY,
      "a unary handler is a member function `duet::Result<Answer> name(const Request&, duet::Call&)`, or the same "
      "as a coroutine that returns duet::Task<duet::Result<Answer>>");
  static_assert(kFits || kKind != DUET_SERVER_STREAM,
                "a handler of a server stream is a member function `duet::Task<duet::Status> name(const Request&, "
                "duet::Writer<Answer>&, duet::Call&)`, or the same as a plain function that returns duet::Status");
  static_assert(kFits || kKind != DUET_CLIENT_STREAM,
                "a handler of a client stream is a member function `duet::Task<duet::Result<Answer>> "
                "name(duet::Reader<Request>&, duet::Call&)`, or the same as a plain function that returns "
                "duet::Result<Answer>");
  static_assert(kFits || kKind != DUET_BIDI_STREAM,
                "a handler of a bidirectional stream is a member function `duet::Task<duet::Status> "
                "name(duet::Reader<Request>&, duet::Writer<Answer>&, duet::Call&)`, or the same as a plain function "
                "that returns duet::Status");
  if constexpr (kFits) {
    constexpr bool kIsOwn = std::derived_from<Plugin, typename Traits::Owner>;
    constexpr bool kMayHaveBodies = !Traits::kHasBodies || Traits::kIsCoroutine;
    constexpr bool kAnswersOnce =
        !Traits::kHasBodies || !Traits::kGivesStream || std::is_same_v<typename Traits::Out, Empty>;
    static_assert(kIsOwn, "the handler is a member of another class");
    static_assert(
        kMayHaveBodies,
        "a handler that reads or writes a body in pieces is a coroutine: it returns duet::Task<duet::Result<>>");
    static_assert(kAnswersOnce,
                  "a handler with a duet::BodyWriter returns duet::Result<duet::Empty>: the body is what it writes");
    static_assert(Model<typename Traits::In>, "the request of a handler must be described with DUET_MODEL");
    static_assert(Model<typename Traits::Out>, "the answer of a handler must be described with DUET_MODEL");
    return kIsOwn && kMayHaveBodies && kAnswersOnce && Model<typename Traits::In> && Model<typename Traits::Out>;
  } else {
    return false;
  }
}

}  // namespace duet::detail
