#include "transcode/write_reply.hpp"

#include <duet/abi/description.h>

#include <algorithm>
#include <duet/service/body.hpp>
#include <string_view>

#include "core/text.hpp"
#include "transcode/http_body.hpp"
#include "transcode/write_json.hpp"

namespace duet::transcode {

bool write_reply(const duet_request& request, const pb::Message& message, const MessageType& type, ReplyBody& body,
                 std::string& problem) {
  const std::string_view name = core::view(request.reply_field);
  const Field* const field = name.empty() ? nullptr : type.find(name);
  if (request.reply_encoding == DUET_JSON) {
    const JsonOptions options = detail::json_options(request);
    const bool ok = field != nullptr ? write_json_field(message, *field, options, body.bytes, problem)
                                     : write_json(message, type, options, body.bytes, problem);
    if (!ok) problem = "the answer cannot be written: " + problem;
    return ok;
  }
  if (field != nullptr && (field->message == nullptr || field->descriptor->is_repeated())) {
    problem = "the answer's field '" + std::string(name) + "' cannot be the body in this encoding";
    return false;
  }
  const pb::Message& part =
      field != nullptr ? message.GetReflection()->GetMessage(message, field->descriptor) : message;
  if (request.reply_encoding == DUET_BYTES) {
    HttpBody http = http_body_of(part);
    const bool is_printable =
        std::all_of(http.content_type.begin(), http.content_type.end(), [](char c) { return c >= 0x20 && c <= 0x7e; });
    if (!is_printable) {
      problem = "the answer's content_type cannot be a header: it is not printable ASCII";
      return false;
    }
    body = {std::move(http.data), std::move(http.content_type)};
    return true;
  }
  if (part.SerializePartialToString(&body.bytes)) return true;
  problem = "the answer is larger than 2 GiB";
  return false;
}

}  // namespace duet::transcode
