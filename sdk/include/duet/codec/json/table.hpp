// Tables of a model for code that does not know its type: one reader serves all models, which keeps plugins small.
//
// TypeTable says what can be done with one value, FieldTable where a field is within its message. The tables of models
// are constants; others may be made at run time, with what they need in `source` (a descriptor, say), which is why
// every function gets its table. A new kind of field adds a table here and nothing to the reader.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

#include "../../model.hpp"
#include "token.hpp"

namespace duet::detail {

struct TypeTable;
struct AnyForm;

struct FieldTable {
  std::string_view name, json_name;
  const TypeTable* type;
  void* (*slot)(const FieldTable&, void* message);  // the value; an optional without one gets one
  bool output_only = false;
  int oneof = -1;  // which of the message's oneofs it is in
  const void* source = nullptr;
  // The value, if the field is set: has a value other than the default, or one at all if it has presence. A plain
  // message always is.
  const void* (*peek)(const FieldTable&, const void* message) = nullptr;
};

// What an object or array is read as, and where; no type if the value is none.
struct Opened {
  const TypeTable* type = nullptr;
  void* at = nullptr;
};

struct TypeTable {
  Shape shape;  // singular, list or map
  Kind kind;    // of the value, or of the values within
  // A single value that is not a message, or a message that may stand for one value (JsonForm).
  bool (*assign)(const TypeTable&, void* value, const Token&, Mismatch&) = nullptr;
  // A message with a form of its own: as which list or map an array or object is read (without a value it only tells
  // whether there is one); the form of Any; is null a value of it.
  Opened (*open)(const TypeTable&, void* value, Token::Kind) = nullptr;
  const AnyForm* any = nullptr;
  bool takes_null = false;
  // A message.
  std::string_view name{};
  const FieldTable* fields = nullptr;
  std::size_t field_count = 0;
  std::size_t oneof_count = 0;
  // A list or map of `element`.
  const TypeTable* element = nullptr;
  bool (*append)(const TypeTable&, void* list, const Token&, Mismatch&) = nullptr;
  void* (*append_message)(const TypeTable&, void* list) = nullptr;
  // The value of a new entry; nullptr if the key does not fit or is there already.
  void* (*insert)(const TypeTable&, void* map, std::string_view key, Mismatch&) = nullptr;
  const void* source = nullptr;
  // With `assign`: does the value equal what the token gives?
  bool (*equals)(const TypeTable&, const void* value, const Token&) = nullptr;
  // A map of an enum: takes an entry away again.
  void (*remove)(const TypeTable&, void* map, std::string_view key) = nullptr;

  bool is_message() const { return shape == Shape::kSingular && kind == Kind::kMessage; }
  bool has_form() const { return is_message() && (assign != nullptr || open != nullptr || any != nullptr); }
  // Does an object with a member for each field stand for it?
  bool has_members() const { return is_message() && !has_form(); }
  // Does one value that is neither object nor array always stand for it?
  bool is_scalar() const { return assign != nullptr && open == nullptr; }
};

template <class T>
struct TableOf {
  static const TypeTable kTable;
};

template <class F>
struct FieldSlot {
  static void* get(const FieldTable&, void* message) {
    auto&& value = F::get(*static_cast<typename F::Owner*>(message));
    if constexpr (F::kShape == Shape::kOptional)
      return value ? &*value : &value.emplace();
    else
      return &value;
  }
};

template <class F>
const void* peek_field(const FieldTable&, const void* message) {
  const auto& value = F::get(*static_cast<const typename F::Owner*>(message));
  if constexpr (F::kShape == Shape::kOptional)
    return value ? &*value : nullptr;
  else if constexpr (F::kShape == Shape::kSingular && F::kKind == Kind::kMessage && !HasScalarForm<typename F::Value>)
    return &value;
  else
    return is_default(value) ? nullptr : &value;
}

template <class F>
using TableType = std::conditional_t<F::kShape == Shape::kOptional, typename F::Value, typename F::Type>;

template <class T>
struct FieldTables {
  static constexpr std::array<FieldTable, kFieldCount<T> + 1> kFields = [] {
    std::array<FieldTable, kFieldCount<T> + 1> fields{};
    for_each_field<T>([&]<class F>() {
      fields[F::kIndex] = {
          F::kName, F::kJsonName,  &TableOf<TableType<F>>::kTable, &FieldSlot<F>::get, F::kOutputOnly, F::kOneof,
          nullptr,  &peek_field<F>};
    });
    return fields;
  }();
};

// Without a value it only tells why the token does not fit.
template <class T>
bool assign_erased(const TypeTable&, void* value, const Token& token, Mismatch& why) {
  if (value == nullptr) {
    T ignored{};
    return assign_value(ignored, token, why);
  }
  return assign_value(*static_cast<T*>(value), token, why);
}

template <class T>
bool equals_erased(const TypeTable&, const void* value, const Token& token) {
  T other{};
  Mismatch ignored;
  if (!assign_value(other, token, ignored)) return false;
  const T& mine = *static_cast<const T*>(value);
  if constexpr (kKind<T> == Kind::kFloat || kKind<T> == Kind::kDouble)
    if (mine != mine) return other != other;  // one NaN is as good as another
  return mine == other;
}

template <class T>
Opened open_erased(const TypeTable&, void* value, Token::Kind kind) {
  if constexpr (HasObjectForm<T>) {
    using Map = std::remove_reference_t<decltype(JsonForm<T>::object(std::declval<T&>()))>;
    if (kind == Token::Kind::kObject)
      return {&TableOf<Map>::kTable, value == nullptr ? nullptr : &JsonForm<T>::object(*static_cast<T*>(value))};
  }
  if constexpr (HasListForm<T>) {
    using List = std::remove_reference_t<decltype(JsonForm<T>::list(std::declval<T&>()))>;
    if (kind == Token::Kind::kArray)
      return {&TableOf<List>::kTable, value == nullptr ? nullptr : &JsonForm<T>::list(*static_cast<T*>(value))};
  }
  return {};
}

template <class List>
bool append_erased(const TypeTable&, void* list, const Token& token, Mismatch& why) {
  typename List::value_type value{};
  if (!assign_value(value, token, why)) return false;
  static_cast<List*>(list)->push_back(std::move(value));
  return true;
}

template <class List>
void* append_message_erased(const TypeTable&, void* list) {
  return &static_cast<List*>(list)->emplace_back();
}

template <class Map>
void* insert_erased(const TypeTable&, void* map, std::string_view key_text, Mismatch& why) {
  using Key = typename Map::key_type;
  Key key{};
  // Keys are always strings in JSON, those of a map of bools "true" and "false".
  const Token token{kKind<Key> == Kind::kBool ? Token::Kind::kText : Token::Kind::kString, key_text};
  if (!assign_value(key, token, why)) {
    why.message = "the key " + why.message;
    return nullptr;
  }
  const auto [at, is_new] = static_cast<Map*>(map)->try_emplace(std::move(key));
  if (is_new) return &at->second;
  why.set("duplicate_key", "is given twice");
  return nullptr;
}

template <class Map>
void remove_erased(const TypeTable&, void* map, std::string_view key_text) {
  typename Map::key_type key{};
  Mismatch ignored;
  if (assign_value(key, {Token::Kind::kText, key_text}, ignored)) static_cast<Map*>(map)->erase(key);
}

template <class T>
constexpr TypeTable make_table() {
  TypeTable table{kShape<T>, kKind<ValueOf<T>>};
  if constexpr (kShape<T> != Shape::kSingular) {
    table.element = &TableOf<ValueOf<T>>::kTable;
    if constexpr (kShape<T> == Shape::kMap)
      table.insert = &insert_erased<T>;
    else if constexpr (kKind<ValueOf<T>> == Kind::kMessage)
      table.append_message = &append_message_erased<T>;
    else
      table.append = &append_erased<T>;
    if constexpr (kShape<T> == Shape::kMap && kKind<ValueOf<T>> == Kind::kEnum) table.remove = &remove_erased<T>;
    return table;
  }
  if constexpr (kShape<T> == Shape::kSingular && kKind<T> == Kind::kMessage) {
    table.name = kModelData<T>.name;
    table.fields = FieldTables<T>::kFields.data();
    table.field_count = kFieldCount<T>;
    table.oneof_count = kOneofCount<T>;
  }
  if constexpr (kShape<T> == Shape::kSingular && (kKind<T> != Kind::kMessage || HasScalarForm<T>)) {
    table.assign = &assign_erased<T>;
    table.equals = &equals_erased<T>;
  }
  table.takes_null = TakesNull<T>;
  if constexpr (HasObjectForm<T> || HasListForm<T>) table.open = &open_erased<T>;
  if constexpr (HasAnyForm<T>) table.any = &JsonForm<T>::kAny;
  return table;
}

template <class T>
constinit const TypeTable TableOf<T>::kTable = make_table<T>();

inline const FieldTable* find_field(const TypeTable& message, std::string_view name) {
  for (std::size_t i = 0; i < message.field_count; ++i)
    if (message.fields[i].name == name || message.fields[i].json_name == name) return &message.fields[i];
  return nullptr;
}

inline std::string unknown_field_words(const TypeTable& message, std::string_view name) {
  Nearest nearest(name);
  for (std::size_t i = 0; i < message.field_count; ++i) {
    nearest.offer(message.fields[i].json_name);
    nearest.offer(message.fields[i].name);  // Wins where the name was written in this spelling.
  }
  return "is not a field of " + std::string(message.name) + nearest.hint();
}

}  // namespace duet::detail
