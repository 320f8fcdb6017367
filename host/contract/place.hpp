// Where something stands in a .proto file, as google.protobuf.SourceCodeInfo names places: by a path of field numbers
// and indices through the FileDescriptorProto.
#pragma once

#include <google/protobuf/descriptor.h>

#include <initializer_list>
#include <optional>
#include <vector>

namespace duet::contract {

namespace pb = google::protobuf;

/// From 1; the end is the first column after the thing.
struct Span {
  int line = 1;
  int column = 1;
  int end_line = 1;
  int end_column = 1;
};

/// The file outlives it.
struct Place {
  const pb::FileDescriptor* file = nullptr;
  std::vector<int> path;

  /// A part of the thing: a field of its descriptor's message, an option of its options.
  Place part(std::initializer_list<int> steps) const;
  /// Nothing if the file came without the position of this.
  std::optional<Span> span() const;
};

Place place_of(const pb::FileDescriptor& file);
/// The entry of a map, and what is in it, stands where the map's field does.
Place place_of(const pb::Descriptor& message);
Place place_of(const pb::FieldDescriptor& field);
Place place_of(const pb::EnumDescriptor& type);
Place place_of(const pb::EnumValueDescriptor& value);
Place place_of(const pb::ServiceDescriptor& service);
Place place_of(const pb::MethodDescriptor& method);

}  // namespace duet::contract
