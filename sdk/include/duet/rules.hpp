// The rules that DUET_FIELD and DUET_MEMBER take after the field's name.
//
//   gt ge lt le range              numbers, Timestamp, Duration
//   multiple_of finite             numbers
//   equals in not_in               numbers, bools, strings, bytes, enums, Timestamp, Duration
//   defined_only                   enums
//   length min_length max_length   strings (code points), bytes
//   prefix suffix contains         strings, bytes
//   byte_length min_byte_length max_byte_length pattern not_contains    strings
//   email uuid uri uri_ref hostname ip ipv4 ipv6 date                   strings
//   lt_now gt_now within           Timestamp
//   items min_items max_items      lists and maps
//   unique                         lists
//   keys(...)                      maps: rules for each key
//   required ignore_if_zero output_only input_only immutable deprecated                  any field
//   doc example default_is json_name name                                               any field
//   rules(...)                     rules that belong together, for use in several fields
//
// A rule on an optional field is checked when the field is set; a rule about values on a list or map is checked for
// each value; rules on a wrapper such as duet::StringValue are about the value in it. All rules of a field hold
// together, and every broken one is reported, not only the first. DUET_MODEL takes check(...) for rules across
// fields, and both DUET_MODEL and DUET_ENUM take reserved, reserved_range, reserved_names, doc and deprecated.
#pragma once

#include "rules/bundle.hpp"
#include "rules/check.hpp"
#include "rules/constant.hpp"
#include "rules/format.hpp"
#include "rules/items.hpp"
#include "rules/markers.hpp"
#include "rules/number.hpp"
#include "rules/reserved.hpp"
#include "rules/text.hpp"
#include "rules/time.hpp"
