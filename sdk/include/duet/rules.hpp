// The rules that DUET_FIELD takes after the field's name.
//
//   gt ge lt le range            numbers
//   length min_length max_length pattern   strings (lengths also bytes)
//   items min_items max_items    lists and maps
//   required output_only doc json_name     any field
//
// A rule on an optional field is checked when the field is set; a rule about values on a list or map is checked for
// each value. Every broken rule is reported, not only the first.
#pragma once

#include "rules/items.hpp"
#include "rules/markers.hpp"
#include "rules/number.hpp"
#include "rules/text.hpp"
