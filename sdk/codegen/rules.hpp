// The rules of fields, from the options of buf.validate and duet.options to the words of duet/rules.hpp.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "output.hpp"

namespace duet::codegen {

// "duet::length(1, 80)", ... A rule that Duet cannot enforce is told to output.problems.
std::vector<std::string> field_rules(const google::protobuf::FieldDescriptor& field, Output& output);
// "duet::required", or nothing.
std::vector<std::string> oneof_rules(const google::protobuf::OneofDescriptor& oneof, Output& output);
// The functions that check across the fields of a message.
std::vector<std::string> check_names(const google::protobuf::Descriptor& message, Output& output);
// Tells rules about whole messages that Duet cannot enforce.
void refuse_message_rules(const google::protobuf::Descriptor& message, Output& output);

}  // namespace duet::codegen
