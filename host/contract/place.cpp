#include "contract/place.hpp"

#include <google/protobuf/descriptor.pb.h>

namespace duet::contract {
namespace {

/// Where in `scope`, or in `file` without one.
Place nested(const pb::FileDescriptor& file, const pb::Descriptor* scope, int in_message, int in_file, int index) {
  return scope == nullptr ? Place{&file, {in_file, index}} : place_of(*scope).part({in_message, index});
}

const pb::FieldDescriptor* field_of_map(const pb::Descriptor& entry) {
  const pb::Descriptor* owner = entry.options().map_entry() ? entry.containing_type() : nullptr;
  for (int i = 0; owner != nullptr && i < owner->field_count(); ++i) {
    if (owner->field(i)->message_type() == &entry) return owner->field(i);
  }
  return nullptr;
}

}  // namespace

Place Place::part(std::initializer_list<int> steps) const {
  Place inner = *this;
  inner.path.insert(inner.path.end(), steps);
  return inner;
}

std::optional<Span> Place::span() const {
  pb::SourceLocation found;
  if (path.empty() || !file->GetSourceLocation(path, &found)) return std::nullopt;
  return Span{found.start_line + 1, found.start_column + 1, found.end_line + 1, found.end_column + 1};
}

Place place_of(const pb::FileDescriptor& file) { return {&file, {}}; }

Place place_of(const pb::Descriptor& message) {
  if (const pb::FieldDescriptor* field = field_of_map(message)) return place_of(*field);
  return nested(*message.file(), message.containing_type(), pb::DescriptorProto::kNestedTypeFieldNumber,
                pb::FileDescriptorProto::kMessageTypeFieldNumber, message.index());
}

Place place_of(const pb::FieldDescriptor& field) {
  if (field.is_extension()) {
    return nested(*field.file(), field.extension_scope(), pb::DescriptorProto::kExtensionFieldNumber,
                  pb::FileDescriptorProto::kExtensionFieldNumber, field.index());
  }
  const Place message = place_of(*field.containing_type());
  if (field.containing_type()->options().map_entry()) return message;
  return message.part({pb::DescriptorProto::kFieldFieldNumber, field.index()});
}

Place place_of(const pb::EnumDescriptor& type) {
  return nested(*type.file(), type.containing_type(), pb::DescriptorProto::kEnumTypeFieldNumber,
                pb::FileDescriptorProto::kEnumTypeFieldNumber, type.index());
}

Place place_of(const pb::EnumValueDescriptor& value) {
  return place_of(*value.type()).part({pb::EnumDescriptorProto::kValueFieldNumber, value.index()});
}

Place place_of(const pb::ServiceDescriptor& service) {
  return {service.file(), {pb::FileDescriptorProto::kServiceFieldNumber, service.index()}};
}

Place place_of(const pb::MethodDescriptor& method) {
  return place_of(*method.service()).part({pb::ServiceDescriptorProto::kMethodFieldNumber, method.index()});
}

}  // namespace duet::contract
