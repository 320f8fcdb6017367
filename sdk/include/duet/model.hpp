// Models: plain structs that travel. A struct is described once, at namespace scope beside it; its codecs, its checks
// and its contract all come from that description.
//
//   struct Item { std::int64_t id = 0; std::string name; double price = 0; };
//   DUET_MODEL(Item,
//       DUET_FIELD(1, id, duet::output_only),
//       DUET_FIELD(2, name, duet::length(1, 80)),
//       DUET_FIELD(3, price, duet::gt(0.0), duet::doc("Unit price in EUR.")));
//
// DUET_FIELD takes the field's number on the wire, its name, and rules (rules.hpp). A std::variant after std::monostate
// is a oneof: DUET_ONEOF(payload, DUET_MEMBER(4, text), DUET_MEMBER(5, image)). DUET_UNKNOWN names a member that keeps
// fields which the model does not have. DUET_MODEL also takes words about the message: doc, deprecated, reserved and
// check, which names a function for rules across fields. The protobuf name is the last component of the type's name. A
// model must be default-constructible and movable. Enums are described with DUET_ENUM.
//
// Presence follows proto3. A plain scalar is not sent when it is zero; a plain model is not sent when nothing in it
// would be; std::optional is sent exactly when it has a value.
#pragma once

#include "model/check.hpp"
#include "model/empty.hpp"
#include "model/enumeration.hpp"
#include "model/field.hpp"
#include "model/kind.hpp"
#include "model/macros.hpp"
#include "model/presence.hpp"
#include "model/proto_file.hpp"
#include "rules.hpp"
