// The JSON codec: decode_json, encode_json, and both for one field.
#pragma once

#include "json/decode.hpp"
#include "json/encode.hpp"
#include "json/options.hpp"
