// What the writers of one header share.
#pragma once

#include <google/protobuf/descriptor.h>

#include "names.hpp"
#include "options.hpp"
#include "order.hpp"
#include "parameters.hpp"
#include "problems.hpp"

namespace duet::codegen {

struct Output {
  const google::protobuf::FileDescriptor& file;
  const Parameters& parameters;
  const OptionReader& options;
  const Order order;
  Names& names;
  Problems& problems;
};

}  // namespace duet::codegen
