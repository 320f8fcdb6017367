// ProtoFile and origin(): models, enums and services that come from a .proto have it as their contract.
//
// Written by protoc-gen-duet. What comes from a file is not described again: the contract imports the file as it is.
#pragma once

#include <span>
#include <string_view>

#include "../rules/markers.hpp"

namespace duet {

// A .proto file as protobuf sees it. A constant of the program; everything in it lives as long as that.
struct ProtoFile {
  std::string_view name;                        // as others import it: "items/v1/items.proto"
  std::string_view descriptor;                  // a serialized google.protobuf.FileDescriptorProto, with comments
  std::span<const ProtoFile* const> imports{};  // those that not every host has; those of them are in their own
};

namespace detail {

struct Origin {
  const ProtoFile* file = nullptr;
  std::string_view full_name{};
};
template <>
inline constexpr bool kIsModelWord<Origin> = true;

}  // namespace detail

// Of a model or an enum: it is `full_name` ("items.v1.Item") of that file.
constexpr detail::Origin origin(const ProtoFile& file, std::string_view full_name) { return {&file, full_name}; }

}  // namespace duet
