// Random values of the well-known types that JSON can show.
#pragma once

#include <cstdint>
#include <string>

#include "../model/samples.hpp"
#include "models.hpp"

namespace samples {

inline void fill_special(duet::Timestamp& value, Random& random, int) {
  using namespace duet::detail;
  const auto span = static_cast<std::uint64_t>(kMaxTimestamp - kMinTimestamp + 1);
  value.seconds = kMinTimestamp + static_cast<std::int64_t>(random.below(span));
  static constexpr std::int32_t kUnits[] = {1, 1000, 1000000, 1000000000};
  const std::int32_t unit = kUnits[random.below(4)];
  value.nanos = static_cast<std::int32_t>(random.below(1000000000U / static_cast<std::uint32_t>(unit))) * unit;
}

inline void fill_special(duet::Duration& value, Random& random, int) {
  const std::int64_t sign = random.below(2) == 0 ? 1 : -1;
  value.seconds = sign * static_cast<std::int64_t>(random.below(315576000001U) >> random.below(39));
  value.nanos = static_cast<std::int32_t>(sign) * static_cast<std::int32_t>(random.below(1000000000U));
  if (value.seconds == sign * 315576000000) value.nanos = 0;
}

inline void fill_special(duet::FieldMask& value, Random& random, int) {
  static constexpr const char* kPaths[] = {"name", "address.postal_code", "f1", "ab_cd.ef", "x"};
  for (auto n = random.below(4); n > 0; --n) value.paths.emplace_back(kPaths[random.below(5)]);
}

inline void fill_special(duet::NullValue& value, Random&, int) { value = duet::NullValue::null_value; }

inline void fill_special(duet::Value& value, Random& random, int depth);

inline void fill_special(duet::Struct& value, Random& random, int depth) {
  for (auto n = random.below(3); n > 0; --n) fill_special(value.fields[random.text()], random, depth + 1);
}

inline void fill_special(duet::ListValue& value, Random& random, int depth) {
  for (auto n = random.below(3); n > 0; --n) fill_special(value.values.emplace_back(), random, depth + 1);
}

inline void fill_special(duet::Value& value, Random& random, int depth) {
  switch (random.below(depth < 6 ? 6 : 4)) {
    case 0:
      return void(value = nullptr);
    case 1: {
      const auto number = random.floating<double>();
      return void(value = std::isfinite(number) ? number : 1e300);
    }
    case 2:
      return void(value = random.text());
    case 3:
      return void(value = random.below(2) == 1);
    case 4:
      return fill_special(*value.kind.emplace<duet::Value::kStruct>(), random, depth + 1);
    default:
      return fill_special(*value.kind.emplace<duet::Value::kList>(), random, depth + 1);
  }
}

template <class T>
duet::Any packed(Random& random, int depth) {
  T message{};
  fill_value(message, random, depth + 1);
  return duet::Any::pack(message);
}

// @pre the models of everything.v1 are registered
inline void fill_special(duet::Any& value, Random& random, int depth) {
  switch (random.below(depth < 3 ? 9 : 6)) {
    case 0:
      return;
    case 1:
      return void(value = packed<duet::Duration>(random, depth));
    case 2:
      return void(value = packed<duet::Value>(random, depth));
    case 3:
      return void(value = packed<duet::Int64Value>(random, depth));
    case 4:
      return void(value = packed<everything::Leaf>(random, depth));
    case 5:
      return void(value = packed<duet::Struct>(random, depth));
    case 6:
      return void(value = packed<everything::Choices>(random, depth));
    case 7:
      return void(value = packed<duet::Any>(random, depth));
    default:
      return void(value = packed<everything::WellKnown>(random, depth));
  }
}

}  // namespace samples
