// How messages name a field.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include <string>

#include "contract/report.hpp"

namespace duet::contract {

/// `field 2 "name" of the message "Item"`; `extension 100 "shop.v1.size" of the message "shop.v1.Item"`.
inline std::string field_name(const pb::FieldDescriptor& field) {
  return (field.is_extension() ? "extension " : "field ") + std::to_string(field.number()) + " " +
         quoted(field.is_extension() ? field.full_name() : field.name()) + " of the message " +
         quoted(field.is_extension() ? field.containing_type()->full_name() : field.containing_type()->name());
}

/// True for a pair that only stands for the keys or values of a map.
inline bool is_map_part(const pb::FieldDescriptor& before, const pb::FieldDescriptor& now) {
  return before.containing_type()->options().map_entry() && now.containing_type()->options().map_entry();
}

}  // namespace duet::contract
