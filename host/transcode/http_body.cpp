#include "transcode/http_body.hpp"

#include "core/text.hpp"

namespace duet::transcode {
namespace {

constexpr int kContentType = 1;
constexpr int kData = 2;

const pb::FieldDescriptor* field_of(const MessageType& type, int number) {
  return type.descriptor->FindFieldByNumber(number);
}

}  // namespace

void fill_http_body(pb::Message& message, const MessageType& type, const duet_request& request, std::string_view data) {
  const pb::Reflection& to = *message.GetReflection();
  for (std::size_t i = 0; i < request.n_metadata; ++i) {
    if (core::view(request.metadata[i].key) != "content-type") continue;
    to.SetString(&message, field_of(type, kContentType), std::string(core::view(request.metadata[i].value)));
    break;
  }
  to.SetString(&message, field_of(type, kData), std::string(data));
}

HttpBody http_body_of(const pb::Message& message, const MessageType& type) {
  const pb::Reflection& from = *message.GetReflection();
  return {from.GetString(message, field_of(type, kContentType)), from.GetString(message, field_of(type, kData))};
}

}  // namespace duet::transcode
