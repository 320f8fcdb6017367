// How the SDK's tables reach the values of a protobuf message: by reflection.
#pragma once

#include <duet/codec/json/table.hpp>

#include "transcode/message_types.hpp"

namespace duet::transcode {

/// Fills in what reads one value of the field, which is not a message: `assign` sets it, `equals` compares it, `append`
/// adds it to a list.
void set_scalar_functions(const Field& field, detail::TypeTable& value, detail::TypeTable* list);

/// Fills in what adds a message to a list.
void set_message_list_functions(detail::TypeTable& list);

/// Fills in what adds an entry to a map. A key that is there already is found in a time that grows with the logarithm
/// of the map's size, whatever the keys.
void set_map_functions(detail::TypeTable& map);

/// Fills in how the field's value is reached from its message, to be set and to be looked at.
void set_slot_functions(const Field& field, detail::FieldTable& table);

}  // namespace duet::transcode
