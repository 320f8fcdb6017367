// What the contract says about a field, a message and an enum, as plain data, so that the code that writes it is the
// same for all models.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "../model.hpp"
#include "rule_options.hpp"

namespace duet::detail {

struct FieldSpec {
  std::string_view name, json_name;
  std::uint32_t number;
  Shape shape;
  Kind kind;      // of the value
  Kind key_kind;  // of a map
  Encoding encoding, key_encoding;
  bool packed;
  int oneof;              // which of the message's, or -1
  std::string type_name;  // of a message or enum: ".items.v1.Item"
  std::string comment;
  bool required, output_only, input_only, immutable, deprecated;
  bool has_jstype, js_number;
  FieldOptionBytes options;
};

struct OneofSpec {
  std::string_view name, doc;
  bool required;
};

struct MessageSpec {
  std::string_view name, doc;
  bool deprecated = false, keeps_unknown = false;
  std::vector<FieldSpec> fields;
  std::vector<OneofSpec> oneofs;
  std::vector<NumberRange> reserved;
  std::vector<std::string_view> reserved_names, checks;
};

struct EnumSpec {
  std::string_view name, doc;
  bool deprecated = false;
  std::vector<EnumValue> values;
  std::vector<NumberRange> reserved;
  std::vector<std::string_view> reserved_names;
};

template <class F>
FieldSpec field_spec(std::string type_name) {
  using Rules = typename F::Rules;
  FieldSpec spec{};
  spec.name = F::kName;
  spec.json_name = F::kJsonName;
  spec.number = F::kNumber;
  spec.shape = F::kShape;
  spec.kind = F::kKind;
  spec.key_kind = map_key_kind<F>();
  spec.encoding = F::kEncoding;
  spec.key_encoding = F::kKeyEncoding;
  spec.packed = F::kPacked;
  spec.oneof = F::kOneof;
  spec.type_name = std::move(type_name);
  spec.comment = F::kDoc;
  spec.required = F::kRequired;
  spec.output_only = F::kOutputOnly;
  spec.input_only = kHasRule<InputOnly, Rules>;
  spec.immutable = kHasRule<Immutable, Rules>;
  spec.deprecated = kHasRule<Deprecated, Rules>;
  spec.has_jstype = kHasRule<JsType, Rules>;
  spec.js_number = rule_or(F::kData.rules, JsType{}).number;
  spec.options = field_option_bytes<F>();
  return spec;
}

// The words of DUET_MODEL or DUET_ENUM that both have.
template <class Spec, class Options>
void put_options(Spec& spec, const Options& options) {
  spec.doc = rule_or(options, Doc{}).text;
  spec.deprecated = kHasRule<Deprecated, std::remove_cvref_t<Options>>;
  for_each_reserved(options, [&](NumberRange range) { spec.reserved.push_back(range); });
  for_each_reserved_name(options, [&](std::string_view name) { spec.reserved_names.push_back(name); });
}

// Without the fields.
template <class T>
MessageSpec message_spec() {
  constexpr const auto& data = kModelData<T>;
  MessageSpec spec;
  spec.name = data.name;
  spec.keeps_unknown = kKeepsUnknown<T>;
  put_options(spec, data.options);
  [[maybe_unused]] const auto add_check = [&spec](const auto& option) {
    if constexpr (requires { option.function; })
      if (!option.name.empty()) spec.checks.push_back(option.name);
  };
  std::apply([&](const auto&... options) { (add_check(options), ...); }, data.options);
  [[maybe_unused]] const auto add_oneof = [&spec](const auto& oneof) {
    using Rules = std::remove_cvref_t<decltype(oneof.rules)>;
    spec.oneofs.push_back({oneof.name, rule_or(oneof.rules, Doc{}).text, kHasRule<Required, Rules>});
  };
  std::apply([&](const auto&... oneofs) { (add_oneof(oneofs), ...); }, data.oneofs);
  return spec;
}

template <class E>
EnumSpec enum_spec() {
  constexpr const auto& data = EnumInfo<E>::kData;
  EnumSpec spec;
  spec.name = data.name;
  spec.values.assign(data.values.begin(), data.values.end());
  put_options(spec, data.options);
  return spec;
}

}  // namespace duet::detail
