#include "transcode/http_body.hpp"

#include <google/protobuf/descriptor.h>

namespace duet::transcode {
namespace {

using google::protobuf::Message;

constexpr int kContentType = 1;
constexpr int kData = 2;

const google::protobuf::FieldDescriptor* field_of(const Message& message, int number) {
  return message.GetDescriptor()->FindFieldByNumber(number);
}

}  // namespace

void fill_http_body(Message& message, std::string_view content_type, std::string_view data) {
  const auto& to = *message.GetReflection();
  to.SetString(&message, field_of(message, kContentType), std::string(content_type));
  to.SetString(&message, field_of(message, kData), std::string(data));
}

HttpBody http_body_of(const Message& message) {
  const auto& from = *message.GetReflection();
  return {from.GetString(message, field_of(message, kContentType)), from.GetString(message, field_of(message, kData))};
}

}  // namespace duet::transcode
