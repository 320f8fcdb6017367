#include <array>

#include "contract/field_name.hpp"
#include "contract/rule.hpp"

namespace duet::contract {
namespace {

using pb::FieldDescriptor;

enum class Cardinality { kSingular, kOptional, kRequired, kRepeated, kMap };

Cardinality cardinality_of(const FieldDescriptor& field) {
  if (field.is_map()) return Cardinality::kMap;
  if (field.is_repeated()) return Cardinality::kRepeated;
  if (field.is_required()) return Cardinality::kRequired;
  return field.has_presence() ? Cardinality::kOptional : Cardinality::kSingular;
}

const char* cardinality_text(Cardinality cardinality) {
  switch (cardinality) {
    case Cardinality::kSingular:
      return "singular without presence";
    case Cardinality::kOptional:
      return "singular with presence";
    case Cardinality::kRequired:
      return "required";
    case Cardinality::kRepeated:
      return "repeated";
    case Cardinality::kMap:
      break;
  }
  return "a map";
}

/// Whether a value is there or zero, readers of either know what to do.
Cardinality in_json(Cardinality cardinality) {
  return cardinality == Cardinality::kOptional ? Cardinality::kSingular : cardinality;
}

/// In protobuf's encoding a map is repeated pairs of key and value.
Cardinality on_the_wire(Cardinality cardinality) {
  return cardinality == Cardinality::kMap ? Cardinality::kRepeated : in_json(cardinality);
}

Cardinality as_it_is(Cardinality cardinality) { return cardinality; }

template <auto View>
void same_cardinality(const FieldDescriptor& before, const FieldDescriptor& now, Report& report) {
  if (is_map_part(before, now)) return;
  const Cardinality from = cardinality_of(before);
  const Cardinality to = cardinality_of(now);
  if (View(from) == View(to)) return;
  report.add(place_of(now), field_name(now) + " was " + cardinality_text(from) + " and is " + cardinality_text(to));
}

}  // namespace

std::span<const Rule> cardinality_rules() {
  static constexpr std::array kRules{
      Rule{"FIELD_SAME_CARDINALITY", kFile | kPackage, same_cardinality<as_it_is>, "fields keep their cardinality"},
      Rule{"FIELD_WIRE_COMPATIBLE_CARDINALITY", kWire, same_cardinality<on_the_wire>, "fields stay one value, or many"},
      Rule{"FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY", kWireJson, same_cardinality<in_json>,
           "fields stay one value, many, or a map"},
  };
  return kRules;
}

}  // namespace duet::contract
