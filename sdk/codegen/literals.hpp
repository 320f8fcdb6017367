// Values that options hold, as literals of C++.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <cstdint>
#include <string>
#include <utility>

#include "names.hpp"

namespace duet::codegen {

// One value of a field of an options message; `index` is -1 where the field is not repeated. Text and bytes become
// string literals, google.protobuf.Timestamp and Duration become duet::Timestamp{seconds, nanos}.
std::string literal(const google::protobuf::Message& message, const google::protobuf::FieldDescriptor& field,
                    int index);
// A number of an enum: its enumerator, or a cast where it has none.
std::string enum_literal(const google::protobuf::EnumDescriptor& type, int number,
                         const google::protobuf::FileDescriptor& from, Names& names);
// The shortest text that is the same double.
std::string double_literal(double value);

// For comparing bounds: numbers as they are, times in seconds and nanoseconds.
std::pair<long double, std::int32_t> amount(const google::protobuf::Message& message,
                                            const google::protobuf::FieldDescriptor& field);

}  // namespace duet::codegen
