// The names by which a configuration speaks of a plugin's methods.
#pragma once

#include <string>

#include "core/offer.hpp"

namespace duet::describe {

/// The method of the offer that `name` means: "items.v1.Items/GetItem", or "GetItem" where only one has the name. Else
/// null, with `problem` set to what is wrong and the mend.
core::MethodOffer* find_method(core::Offer& offer, const std::string& name, std::string& problem);

}  // namespace duet::describe
