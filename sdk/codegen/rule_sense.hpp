// Rules that cannot be meant, found where they are written rather than by the compiler in what is made of them.
#pragma once

#include <google/protobuf/message.h>

#include <functional>
#include <string>

#include "rule_group.hpp"

namespace duet::codegen {

// Told the rule ("min_len") and what is wrong with it.
using Mistaken = std::function<void(const std::string& rule, const std::string& why)>;

// A group of buf.validate that is the subject's: bounds and lengths that leave no value, constants that are none.
void check_group(const google::protobuf::Message& group, const Subject& subject, const Mistaken& mistaken);

// duet.options.Field: rules that are not for the field's type, steps that are none.
void check_own(const google::protobuf::Message& own, const google::protobuf::FieldDescriptor& field,
               const Mistaken& mistaken);

}  // namespace duet::codegen
