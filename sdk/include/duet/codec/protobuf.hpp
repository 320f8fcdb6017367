// The wire codec: decode_protobuf, encode_protobuf, and both for one field.
#pragma once

#include "protobuf/decode.hpp"
#include "protobuf/encode.hpp"
#include "protobuf/field.hpp"
