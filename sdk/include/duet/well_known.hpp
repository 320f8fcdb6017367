// The types that everybody's contracts share: Timestamp, Duration, FieldMask, Struct, Value, ListValue, Any, HttpBody
// and the wrappers of google/protobuf, as models. duet::Empty comes with model.hpp.
#pragma once

#include "model.hpp"
#include "wkt/any.hpp"
#include "wkt/duration.hpp"
#include "wkt/field_mask.hpp"
#include "wkt/http_body.hpp"
#include "wkt/struct.hpp"
#include "wkt/timestamp.hpp"
#include "wkt/wrappers.hpp"
