// One side of a comparison: everything in a contract, by its name.
#pragma once

#include <google/protobuf/descriptor.h>

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "contract/contract.hpp"

namespace duet::contract {

namespace pb = google::protobuf;

template <class T>
using ByName = std::map<std::string, const T*, std::less<>>;

/// Messages (entries of maps too), enums and extensions at any depth; services.
struct Elements {
  ByName<pb::Descriptor> messages;
  ByName<pb::EnumDescriptor> enums;
  ByName<pb::FieldDescriptor> extensions;
  ByName<pb::ServiceDescriptor> services;
};

using ElementsByName = std::map<std::string, Elements, std::less<>>;

struct Side {
  explicit Side(const Files& list);

  ByName<pb::FileDescriptor> files;
  Elements all;             // by full names
  ElementsByName packages;  // of each package, by names within it
  ElementsByName in_files;  // of each file, by names within its package
  std::map<std::pair<std::string, int>, const pb::FieldDescriptor*> extension_by_number;  // extended message, number
};

/// "Outer.Inner" for "shop.v1.Outer.Inner".
std::string_view name_in_package(const pb::FileDescriptor& file, const std::string& full_name);

/// The innermost message around `name` ("Outer.Inner") that is in `messages`, or null.
const pb::Descriptor* nearest_around(std::string_view name, const ByName<pb::Descriptor>& messages);

}  // namespace duet::contract
