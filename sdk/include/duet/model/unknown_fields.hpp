// UnknownFields: what a message held that its model does not know.
#pragma once

#include <string>

namespace duet {

// In the wire format, tags included, in the order of arrival; written back behind the known fields. A model keeps them
// in a member that it names with DUET_UNKNOWN. JSON has no place for them.
struct UnknownFields {
  std::string wire;

  friend bool operator==(const UnknownFields&, const UnknownFields&) = default;
};

}  // namespace duet
