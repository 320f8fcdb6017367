// A field as DUET_FIELD describes it, and FieldOf: everything that is known about it at compile time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>

#include "../rules.hpp"
#include "kind.hpp"
#include "name.hpp"

namespace duet::detail {

template <std::int64_t Number, auto Member, class... Rules>
struct Field {
  static_assert(Number >= 1 && Number <= 536870911, "DUET_FIELD: a field number is from 1 to 536870911");
  static_assert(Number < 19000 || Number > 19999, "DUET_FIELD: the numbers 19000 to 19999 belong to protobuf itself");
  static constexpr std::uint32_t kNumber = static_cast<std::uint32_t>(Number);
  static constexpr auto kMember = Member;

  std::string_view name;
  std::tuple<Rules...> rules;
};

template <std::int64_t Number, auto Member, class... Rules>
constexpr auto field(std::string_view name, Rules... rules) {
  return Field<Number, Member, Rules...>{name, {rules...}};
}

template <class Fields>
struct ModelData {
  std::string_view name;
  std::string_view doc;
  Fields fields;
};

template <class... Fields>
constexpr bool has_unique_numbers() {
  const std::array<std::uint32_t, sizeof...(Fields) + 1> numbers{Fields::kNumber...};
  for (std::size_t i = 0; i < sizeof...(Fields); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (numbers[i] == numbers[j]) return false;
  return true;
}

template <class... Fields>
constexpr auto make_model(std::string_view type, Doc doc, Fields... fields) {
  static_assert(has_unique_numbers<Fields...>(), "DUET_MODEL: two fields have one number");
  return ModelData<std::tuple<Fields...>>{last_component(type), doc.text, {fields...}};
}
template <class... Fields>
constexpr auto make_model(std::string_view type, Fields... fields) {
  return make_model(type, Doc{}, fields...);
}

template <class T>
inline constexpr auto kModelData = duet_describe_model(Tag<T>{});
template <class T>
inline constexpr std::size_t kFieldCount = std::tuple_size_v<decltype(kModelData<T>.fields)>;

template <class Rule, class Rules>
inline constexpr bool kHasRule = false;
template <class Rule, class... Rules>
inline constexpr bool kHasRule<Rule, std::tuple<Rules...>> = (std::same_as<Rule, Rules> || ...);

// The field at position I (in the order of declaration) of the model T.
template <class T, std::size_t I>
struct FieldOf {
  static constexpr const auto& kData = std::get<I>(kModelData<T>.fields);
  using Data = std::remove_cvref_t<decltype(kData)>;
  using Owner = T;
  using Type = std::remove_cvref_t<decltype(std::declval<T&>().*Data::kMember)>;
  using Value = ValueOf<Type>;
  using Rules = decltype(Data::rules);
  static constexpr std::size_t kIndex = I;
  static constexpr std::uint32_t kNumber = Data::kNumber;
  static constexpr Shape kShape = detail::kShape<Type>;
  static constexpr Kind kKind = detail::kKind<Value>;
  static constexpr std::string_view kName = kData.name;
  static constexpr bool kRequired = kHasRule<Required, Rules>;
  static constexpr bool kOutputOnly = kHasRule<OutputOnly, Rules>;

  static Type& get(T& model) { return model.*Data::kMember; }
  static const Type& get(const T& model) { return model.*Data::kMember; }

 private:
  static constexpr std::size_t kCamelSize = lower_camel_size(kName);
  static constexpr auto kCamel = [] {
    std::array<char, kCamelSize + 1> text{};
    std::size_t n = 0;
    lower_camel(kName, [&](char c) { text[n++] = c; });
    return text;
  }();

 public:
  static constexpr std::string_view kJsonName = [] {
    if constexpr (kHasRule<JsonName, Rules>)
      return std::get<JsonName>(kData.rules).name;
    else
      return std::string_view(kCamel.data(), kCamelSize);
  }();
  static constexpr std::string_view kDoc = [] {
    if constexpr (kHasRule<Doc, Rules>)
      return std::get<Doc>(kData.rules).text;
    else
      return std::string_view();
  }();
};

// Calls f.template operator()<FieldOf<T, I>>() for each field in the order of declaration.
template <class T, class F>
constexpr void for_each_field(F&& f) {
  [&]<std::size_t... I>(std::index_sequence<I...>) { (f.template operator()<FieldOf<T, I>>(), ...); }
  (std::make_index_sequence<kFieldCount<T>>{});
}

// Positions of the fields in the order of their numbers.
template <class T>
inline constexpr auto kByNumber = [] {
  constexpr std::size_t n = kFieldCount<T>;
  std::array<std::uint32_t, n + 1> numbers{};
  std::array<std::size_t, n + 1> order{};
  for_each_field<T>([&]<class F>() { numbers[F::kIndex] = F::kNumber; });
  for (std::size_t i = 0; i < n; ++i) order[i] = i;
  for (std::size_t i = 1; i < n; ++i)
    for (std::size_t j = i; j > 0 && numbers[order[j]] < numbers[order[j - 1]]; --j) std::swap(order[j], order[j - 1]);
  return order;
}();

}  // namespace duet::detail
