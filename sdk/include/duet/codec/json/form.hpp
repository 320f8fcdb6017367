// JsonForm<T>: how a model or enum stands in JSON that has a form of its own there, as the well-known types have.
#pragma once

namespace duet::detail {

struct Token;
struct Mismatch;
struct JsonWriter;

// Specialized beside the type, so that no code sees the type without its form. A form has
//
//   static void write(const T&, JsonWriter&, std::string_view field);
//
// which calls writer.fail() for what has no form in JSON (`field` is the innermost named field, for the error), and
// what of these applies to reading:
//
//   static bool assign(T&, const Token&, Mismatch&);     it stands for one value
//   static constexpr bool kTakesNull = true;             null is a value of it, which assign() takes
//   static auto& object(T&);                             it is an object: the map that takes the entries
//   static auto& list(T&);                               it is an array: the vector that takes the elements
//   static constexpr const AnyForm& kAny;                it is an object with a "@type" (any.hpp)
template <class T>
struct JsonForm {};

template <class T>
concept HasJsonForm = requires {
  &JsonForm<T>::write;
};
template <class T>
concept HasScalarForm = requires {
  &JsonForm<T>::assign;
};
template <class T>
concept HasObjectForm = requires {
  &JsonForm<T>::object;
};
template <class T>
concept HasListForm = requires {
  &JsonForm<T>::list;
};
template <class T>
concept HasAnyForm = requires {
  JsonForm<T>::kAny;
};
template <class T>
concept TakesNull = requires {
  JsonForm<T>::kTakesNull;
};

}  // namespace duet::detail
