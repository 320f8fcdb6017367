#include "transcode/read_wire.hpp"

#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format.h>

#include <limits>

namespace duet::transcode {
namespace {

using Type = pb::FieldDescriptor::Type;
using detail::WireType;
using pb::internal::WireFormat;

// Walks over bytes as the SDK's decoder does, without keeping anything.
class Walk {
 public:
  explicit Walk(const detail::WireReader& reader) : reader_(reader) {}

  const char* message(const char* p, const char* end, const pb::Descriptor& type, int depth) {
    while (p != nullptr && p != end) {
      const char* const at = p;
      std::uint32_t tag = 0;
      p = detail::read_tag(p, end, tag);
      if (p == nullptr) return reader_.fail("a tag is cut off or not valid", at);
      const auto* const field = type.FindFieldByNumber(static_cast<int>(tag >> 3U));
      if (field != nullptr && tag == own_tag(*field)) {
        p = value(p, end, *field, depth);
      } else if (field != nullptr && field->is_packable() && tag == packed_tag(*field)) {
        p = packed(p, end, field->type());
      } else {
        p = detail::skip_value(tag, p, end, depth - 1);
        if (p == nullptr) return reader_.fail("an unknown field is not valid", at);
      }
      if (p == nullptr && reader_.error.field.empty() && !type.options().map_entry()) {
        reader_.error.field = field->name();
      }
    }
    return p;
  }

 private:
  static std::uint32_t own_tag(const pb::FieldDescriptor& field) {
    return detail::make_tag(static_cast<std::uint32_t>(field.number()),
                            static_cast<WireType>(WireFormat::WireTypeForFieldType(field.type())));
  }
  static std::uint32_t packed_tag(const pb::FieldDescriptor& field) {
    return detail::make_tag(static_cast<std::uint32_t>(field.number()), WireType::length_delimited);
  }

  const char* value(const char* p, const char* end, const pb::FieldDescriptor& field, int depth) {
    const Type type = field.type();
    if (WireFormat::WireTypeForFieldType(type) != pb::internal::WireFormatLite::WIRETYPE_LENGTH_DELIMITED) {
      return number(p, end, type);
    }
    std::size_t length = 0;
    const char* const start = detail::read_length(p, end, length);
    if (start == nullptr) return reader_.fail("a length goes beyond the end", p);
    if (type == Type::TYPE_MESSAGE) {
      if (depth <= 1) return reader_.fail("messages are nested deeper than 100 levels", p);
      return message(start, start + length, *field.message_type(), depth - 1);
    }
    if (type == Type::TYPE_STRING && !detail::is_utf8({start, length})) return reader_.fail("invalid UTF-8", start);
    return start + length;
  }

  const char* packed(const char* p, const char* end, Type type) {
    std::size_t length = 0;
    const char* const start = detail::read_length(p, end, length);
    if (start == nullptr) return reader_.fail("a length goes beyond the end", p);
    p = start;
    while (p != nullptr && p != start + length) p = number(p, start + length, type);
    return p;
  }

  const char* number(const char* p, const char* end, Type type) {
    const auto tag = static_cast<std::uint32_t>(WireFormat::WireTypeForFieldType(type));
    const char* const next = detail::skip_value(tag, p, end, 0);
    return next != nullptr ? next : reader_.fail("a number is cut off or too long", p);
  }

  const detail::WireReader& reader_;
};

bool check_wire(std::string_view bytes, const MessageType& type, DecodeError& error, int levels) {
  error = {};
  const detail::WireReader reader{bytes.data(), error};
  return bytes.empty() ||
         Walk(reader).message(bytes.data(), bytes.data() + bytes.size(), *type.descriptor, levels) != nullptr;
}

}  // namespace

bool read_wire(std::string_view bytes, const MessageType& type, pb::Message& message, DecodeError& error, int levels) {
  if (!check_wire(bytes, type, error, levels)) return false;
  constexpr std::size_t kMost = std::numeric_limits<int>::max();
  if (bytes.size() <= kMost) {
    const auto size = static_cast<int>(bytes.size());
    pb::io::CodedInputStream stream(reinterpret_cast<const std::uint8_t*>(bytes.data()), size);
    if (message.MergePartialFromCodedStream(&stream) && stream.CurrentPosition() == size) return true;
  }
  error = {"it is larger than 2 GiB, or nested too deep", {}, 0};
  return false;
}

}  // namespace duet::transcode
