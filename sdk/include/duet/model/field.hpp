// A field as DUET_FIELD describes it, and FieldOf: everything that is known about it at compile time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>

#include "../rules.hpp"
#include "kind.hpp"
#include "name.hpp"
#include "oneof.hpp"
#include "unknown_fields.hpp"

namespace duet::detail {

// In place of a part that the compiler has refused: a mistake is one error, so that nothing more is made of it.
struct Refused {};

// Not in the classes: Clang has no use for a class any more once a static_assert in it has failed.
template <std::int64_t Number>
constexpr bool check_number() {
  constexpr bool in_range = Number >= 1 && Number <= 536870911;
  static_assert(in_range, "DUET_FIELD: a field number is from 1 to 536870911");
  constexpr bool is_free = Number < 19000 || Number > 19999;
  static_assert(is_free, "DUET_FIELD: the numbers 19000 to 19999 belong to protobuf itself");
  return in_range && is_free;
}

// `Alternative` 0 is a member of the struct itself; N is the alternative N of the variant that the member is.
template <std::int64_t Number, auto Member, std::size_t Alternative, class... Rules>
struct Field {
  static constexpr std::uint32_t kNumber = static_cast<std::uint32_t>(Number);
  static constexpr auto kMember = Member;
  static constexpr std::size_t kAlternative = Alternative;

  std::string_view name;
  std::tuple<Rules...> rules;
};

template <std::int64_t Number, auto Member, class... Rules>
constexpr Field<Number, Member, 0, Rules...> make_field(std::string_view name, std::tuple<Rules...> rules) {
  return {name, rules};
}
// `Pick` finds the member of T: it is called with Tag<T>, and gives nullptr where it has refused.
template <std::int64_t Number, class T, class Pick, class... Rules>
constexpr auto field(Tag<T> model, Pick pick, std::string_view name, Rules... rules) {
  constexpr auto member = pick(model);
  if constexpr (!check_number<Number>() || std::is_null_pointer_v<decltype(member)>)
    return Refused{};
  else
    return make_field<Number, member>(name, flatten(rules...));
}

// DUET_MEMBER: a field that is an alternative of a oneof.
template <std::int64_t Number, class... Rules>
struct OneofField {
  std::string_view name;
  std::tuple<Rules...> rules;
};
template <std::int64_t Number, class... Rules>
constexpr OneofField<Number, Rules...> make_oneof_field(std::string_view name, std::tuple<Rules...> rules) {
  return {name, rules};
}
template <std::int64_t Number, class... Rules>
constexpr auto oneof_field(std::string_view name, Rules... rules) {
  if constexpr (check_number<Number>())
    return make_oneof_field<Number>(name, flatten(rules...));
  else
    return Refused{};
}

template <class Part>
inline constexpr bool kIsOneofField = false;
template <std::int64_t Number, class... Rules>
inline constexpr bool kIsOneofField<OneofField<Number, Rules...>> = true;

// DUET_ONEOF: the variant `Member`, its fields in the order of its alternatives, and rules about the whole.
template <auto Member, class Fields, class Rules>
struct Oneof {
  static constexpr auto kMember = Member;

  std::string_view name;
  Fields fields;
  Rules rules;
};

template <class Variant>
inline constexpr std::size_t kOneofSize = 0;  // how many fields a variant holds; 0 if it cannot be a oneof
template <class... Alternatives>
inline constexpr std::size_t kOneofSize<std::variant<std::monostate, Alternatives...>> = sizeof...(Alternatives);

template <auto Member>
struct MemberType;
template <class T, class M, M T::*Member>
struct MemberType<Member> {
  using Type = M;
};

template <auto Member, class... Parts>
constexpr auto make_oneof(std::string_view name, Parts... parts) {
  constexpr std::size_t size = kOneofSize<typename MemberType<Member>::Type>;
  constexpr bool is_complete = size == (std::size_t{0} + ... + std::size_t{kIsOneofField<Parts>});
  static_assert(size != 0, "DUET_ONEOF: the member is a std::variant with std::monostate as its first alternative");
  static_assert(size == 0 || is_complete,
                "DUET_ONEOF: there is one DUET_MEMBER for each alternative after std::monostate, in their order");
  if constexpr (size == 0 || !is_complete) {
    return Refused{};
  } else {
    const auto fields = std::tuple_cat(tuple_if<kIsOneofField<Parts>>(parts)...);
    const auto rules = std::tuple_cat(tuple_if<!kIsOneofField<Parts>>(parts)...);
    return Oneof<Member, std::remove_const_t<decltype(fields)>, std::remove_const_t<decltype(rules)>>{name, fields,
                                                                                                      rules};
  }
}
template <class T, class Pick, class... Parts>
constexpr auto oneof(Tag<T> model, Pick pick, std::string_view name, Parts... parts) {
  constexpr auto member = pick(model);
  if constexpr (std::is_null_pointer_v<decltype(member)> || (std::is_same_v<Parts, Refused> || ...))
    return Refused{};
  else
    return make_oneof<member>(name, parts...);
}

// DUET_UNKNOWN: where fields that the model does not have are kept.
template <auto Member>
struct UnknownMember {
  static constexpr auto kMember = Member;
};
template <class T, class Pick>
constexpr auto unknown_member(Tag<T> model, Pick pick) {
  constexpr auto member = pick(model);
  if constexpr (std::is_null_pointer_v<decltype(member)>) {
    return Refused{};
  } else {
    constexpr bool is_kept = std::is_same_v<typename MemberType<member>::Type, UnknownFields>;
    static_assert(is_kept, "DUET_UNKNOWN names a member of type duet::UnknownFields");
    return std::conditional_t<is_kept, UnknownMember<member>, Refused>{};
  }
}

enum class Part { kField, kOneof, kUnknown, kOption };
template <class P>
inline constexpr Part kPart = Part::kOption;
template <std::int64_t Number, auto Member, std::size_t Alternative, class... Rules>
inline constexpr Part kPart<Field<Number, Member, Alternative, Rules...>> = Part::kField;
template <auto Member, class Fields, class Rules>
inline constexpr Part kPart<Oneof<Member, Fields, Rules>> = Part::kOneof;
template <auto Member>
inline constexpr Part kPart<UnknownMember<Member>> = Part::kUnknown;

template <auto Member, std::size_t Alternative, std::int64_t Number, class... Rules>
constexpr auto field_of_oneof(const OneofField<Number, Rules...>& field) {
  return Field<Number, Member, Alternative, Rules...>{field.name, field.rules};
}

// The fields that a part of a model's description brings with it, as a tuple.
template <class P>
constexpr auto fields_of(const P& part) {
  if constexpr (kPart<P> == Part::kField) {
    return std::tuple<P>{part};
  } else if constexpr (kPart<P> == Part::kOneof) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return std::tuple{field_of_oneof<P::kMember, I + 1>(std::get<I>(part.fields))...};
    }
    (std::make_index_sequence<std::tuple_size_v<decltype(part.fields)>>{});
  } else {
    return std::tuple<>{};
  }
}

template <class Fields, class Oneofs, class Unknown, class Options>
struct ModelData {
  std::string_view name;
  Fields fields;  // all of them, those of oneofs included, in the order of declaration
  Oneofs oneofs;
  Unknown unknown;  // of one UnknownMember, or empty
  Options options;
};

template <class... Fields>
constexpr bool has_unique_numbers(const std::tuple<Fields...>*) {
  const std::array<std::uint32_t, sizeof...(Fields) + 1> numbers{Fields::kNumber...};
  for (std::size_t i = 0; i < sizeof...(Fields); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (numbers[i] == numbers[j]) return false;
  return true;
}

// A model that says nothing, in place of one that has been refused.
using RefusedModel = ModelData<std::tuple<>, std::tuple<>, std::tuple<>, std::tuple<>>;
inline constexpr RefusedModel kRefusedModel{};

// What can be said about the parts of a model before its fields are looked at.
template <class... Parts>
constexpr bool check_parts() {
  constexpr bool are_members_within = (true && ... && !kIsOneofField<Parts>);
  static_assert(are_members_within, "DUET_MODEL: a DUET_MEMBER belongs into a DUET_ONEOF");
  constexpr bool are_words =
      (true && ... && (kPart<Parts> != Part::kOption || kIsOneofField<Parts> || kIsModelWord<Parts>));
  static_assert(
      are_words,
      "DUET_MODEL: beside fields it takes doc, deprecated, check, reserved, reserved_range and reserved_names");
  using Fields = decltype(std::tuple_cat(fields_of(std::declval<const Parts&>())...));
  constexpr bool is_unique = has_unique_numbers(static_cast<const Fields*>(nullptr));
  static_assert(is_unique, "DUET_MODEL: two fields have one number");
  constexpr bool is_one_unknown = (std::size_t{0} + ... + std::size_t{kPart<Parts> == Part::kUnknown}) <= 1;
  static_assert(is_one_unknown, "DUET_MODEL: there is one DUET_UNKNOWN at most");
  return are_members_within && are_words && is_unique && is_one_unknown;
}

template <class... Parts>
constexpr auto describe_parts(std::string_view type, Parts... parts) {
  const auto fields = std::tuple_cat(fields_of(parts)...);
  const auto oneofs = std::tuple_cat(tuple_if<kPart<Parts> == Part::kOneof>(parts)...);
  const auto unknown = std::tuple_cat(tuple_if<kPart<Parts> == Part::kUnknown>(parts)...);
  const auto options = std::tuple_cat(tuple_if<kPart<Parts> == Part::kOption>(parts)...);
  return ModelData<std::remove_const_t<decltype(fields)>, std::remove_const_t<decltype(oneofs)>,
                   std::remove_const_t<decltype(unknown)>, std::remove_const_t<decltype(options)>>{
      last_component(type), fields, oneofs, unknown, options};
}
template <class... Parts>
constexpr auto make_model(std::string_view type, Parts... parts) {
  if constexpr ((std::is_same_v<Parts, Refused> || ...))
    return kRefusedModel;
  else if constexpr (!check_parts<Parts...>())
    return kRefusedModel;
  else
    return describe_parts(type, parts...);
}

// What DUET_MODEL said about T, as its check sees it.
template <class T>
inline constexpr auto kDescription = duet_describe_model(Tag<T>{});
template <class T>
inline constexpr std::size_t kDescribedCount = std::tuple_size_v<decltype(kDescription<T>.fields)>;

// The same, as everything else sees it. Whoever asks has the model checked; a model with a mistake says nothing here,
// so that codecs, rules and contract do not stumble over what has been reported.
template <class T>
constexpr bool check_model();
template <class T>
constexpr const auto& checked_description() {
  if constexpr (check_model<T>())
    return kDescription<T>;
  else
    return kRefusedModel;
}
template <class T>
inline constexpr const auto& kModelData = checked_description<T>();
template <class T>
inline constexpr std::size_t kFieldCount = std::tuple_size_v<decltype(kModelData<T>.fields)>;

template <class T>
inline constexpr std::size_t kOneofCount = std::tuple_size_v<decltype(kModelData<T>.oneofs)>;

template <class Rule, class Rules>
inline constexpr bool kHasRule = false;
template <class Rule, class... Rules>
inline constexpr bool kHasRule<Rule, std::tuple<Rules...>> = (std::same_as<Rule, Rules> || ...);

template <class Rule, class Rules>
constexpr Rule rule_or(const Rules& rules, Rule otherwise) {
  if constexpr (kHasRule<Rule, Rules>)
    return std::get<Rule>(rules);
  else
    return otherwise;
}

// The member that a field is, as codecs see it: the member itself, or a view of one alternative of a variant.
template <class T, class Data>
struct Access {
  using Type = std::remove_cvref_t<decltype(std::declval<T&>().*Data::kMember)>;
  static Type& get(T& model) { return model.*Data::kMember; }
  static const Type& get(const T& model) { return model.*Data::kMember; }
};
template <class T, class Data>
requires(Data::kAlternative != 0) struct Access<T, Data> {
  using Variant = std::remove_cvref_t<decltype(std::declval<T&>().*Data::kMember)>;
  using Type = OneofMember<Variant, Data::kAlternative>;
  static Type get(T& model) { return Type(model.*Data::kMember); }
  static OneofMember<const Variant, Data::kAlternative> get(const T& model) {
    return OneofMember<const Variant, Data::kAlternative>(model.*Data::kMember);
  }
};

// The field at position I (in the order of declaration) of the model T. A field of a oneof looks like an optional.
template <class T, std::size_t I>
struct FieldOf : Access<T, std::remove_cvref_t<decltype(std::get<I>(kDescription<T>.fields))>> {
  static constexpr const auto& kData = std::get<I>(kDescription<T>.fields);
  using Data = std::remove_cvref_t<decltype(kData)>;
  using Owner = T;
  using Type = typename Access<T, Data>::Type;
  using Value = ValueOf<Type>;
  using Rules = decltype(Data::rules);
  static constexpr std::size_t kIndex = I;
  static constexpr std::uint32_t kNumber = Data::kNumber;
  static constexpr Shape kShape = detail::kShape<Type>;
  static constexpr Kind kKind = detail::kKind<Value>;
  static constexpr bool kIsOneof = Data::kAlternative != 0;
  static constexpr std::string_view kName = rule_or(kData.rules, ProtoName{kData.name}).name;
  static constexpr bool kRequired = kHasRule<Required, Rules>;
  static constexpr bool kOutputOnly = kHasRule<OutputOnly, Rules>;
  static constexpr Encoding kEncoding = rule_or(kData.rules, WireEncoding{}).encoding;
  static constexpr Encoding kKeyEncoding = rule_or(kData.rules, KeyEncoding{}).encoding;
  // A list of numbers goes in one piece unless its author says otherwise.
  static constexpr bool kPacked = !kHasRule<Unpacked, Rules>;
  // Which of the model's oneofs it belongs to, or -1.
  static constexpr int kOneof = [] {
    int position = -1, i = 0;
    const auto look = [&]<class O>(const O&) {
      if constexpr (std::is_same_v<std::remove_cvref_t<decltype(O::kMember)>,
                                   std::remove_cvref_t<decltype(Data::kMember)>>)
        if (kIsOneof && O::kMember == Data::kMember) position = i;
      ++i;
    };
    std::apply([&](const auto&... oneofs) { (look(oneofs), ...); }, kDescription<T>.oneofs);
    return position;
  }();

 private:
  static constexpr std::size_t kCamelSize = lower_camel_size(kName);
  static constexpr auto kCamel = [] {
    std::array<char, kCamelSize + 1> text{};
    std::size_t n = 0;
    lower_camel(kName, [&](char c) { text[n++] = c; });
    return text;
  }();

 public:
  static constexpr std::string_view kJsonName =
      rule_or(kData.rules, JsonName{std::string_view(kCamel.data(), kCamelSize)}).name;
  static constexpr std::string_view kDoc = rule_or(kData.rules, Doc{}).text;
};

template <class F>
constexpr Kind map_key_kind() {
  if constexpr (F::kShape == Shape::kMap)
    return kKind<typename ShapeOf<typename F::Type>::Key>;
  else
    return Kind::kUnsupported;
}

// Does the model T keep fields that it does not know, and where?
template <class T>
inline constexpr bool kKeepsUnknown = std::tuple_size_v<decltype(kModelData<T>.unknown)> != 0;
template <class T>
auto& unknown_fields(T& model) {
  using Model = std::remove_const_t<T>;
  constexpr auto member = std::tuple_element_t<0, std::remove_cvref_t<decltype(kModelData<Model>.unknown)>>::kMember;
  return model.*member;
}

// Calls f.template operator()<FieldOf<T, I>>() for the first `Count` fields in the order of declaration.
template <class T, std::size_t Count, class F>
constexpr void for_first_fields(F&& f) {
  [&]<std::size_t... I>(std::index_sequence<I...>) { (f.template operator()<FieldOf<T, I>>(), ...); }
  (std::make_index_sequence<Count>{});
}
template <class T, class F>
constexpr void for_each_field(F&& f) {
  for_first_fields<T, kFieldCount<T>>(f);
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
