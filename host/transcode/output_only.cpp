#include "transcode/output_only.hpp"

#include <google/api/field_behavior.pb.h>

#include <set>

namespace duet::transcode {
namespace {

bool reaches(const pb::Descriptor& descriptor, std::set<const pb::Descriptor*>& seen) {
  if (!seen.insert(&descriptor).second) return false;
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const pb::FieldDescriptor& field = *descriptor.field(i);
    if (is_output_only(field)) return true;
    if (field.message_type() != nullptr && reaches(*field.message_type(), seen)) return true;
  }
  return false;
}

}  // namespace

bool is_output_only(const pb::FieldDescriptor& field) {
  const auto& options = field.options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == google::api::OUTPUT_ONLY) return true;
  }
  return false;
}

bool reaches_output_only(const pb::Descriptor& descriptor) {
  std::set<const pb::Descriptor*> seen;
  return reaches(descriptor, seen);
}

void clear_output_only(pb::Message& message, const MessageType& type) {
  if (!type.has_output_only) return;
  const pb::Reflection& reflection = *message.GetReflection();
  for (std::size_t i = 0; i < type.fields.size(); ++i) {
    const Field& field = type.fields[i];
    if (type.field_tables[i].output_only) {
      reflection.ClearField(&message, field.descriptor);
    } else if (field.message == nullptr || !field.message->has_output_only) {
      continue;
    } else if (field.descriptor->is_repeated()) {
      for (int n = reflection.FieldSize(message, field.descriptor); n > 0; --n) {
        clear_output_only(*reflection.MutableRepeatedMessage(&message, field.descriptor, n - 1), *field.message);
      }
    } else if (reflection.HasField(message, field.descriptor)) {
      clear_output_only(*reflection.MutableMessage(&message, field.descriptor), *field.message);
    }
  }
}

}  // namespace duet::transcode
