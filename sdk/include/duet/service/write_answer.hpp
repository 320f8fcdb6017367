// Encoding what a handler returned, in the form that the host asked for.
#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>

#include "../abi/call.h"
#include "../abi/description.h"
#include "../codec/json.hpp"
#include "../codec/protobuf.hpp"
#include "../log.hpp"
#include "answer.hpp"
#include "body.hpp"
#include "http_body.hpp"

namespace duet::detail {

// Writes `out`, or its field `field`, into `buffer`; a google.api.HttpBody as any other message. Throws
// std::runtime_error if it cannot be encoded, which is a mistake of the handler: text that is not UTF-8, a time that is
// none.
template <Model Out>
void write_message(const duet_request& request, const Out& out, std::string& buffer) {
  buffer.clear();
  const std::string_view field = to_view(request.reply_field);
  EncodeError error;
  bool ok = false;
  if (request.reply_encoding == DUET_PROTOBUF) {
    ok = field.empty() ? encode_protobuf(out, buffer, &error) : encode_protobuf_field(out, field, buffer, &error);
  } else if (request.reply_encoding == DUET_JSON) {
    const JsonOptions options = json_options(request);
    ok = field.empty() ? encode_json(out, buffer, options, &error)
                       : encode_json_field(out, field, buffer, options, &error);
  }
  if (ok) return;
  if (!error.reason.empty()) throw std::runtime_error("the answer cannot be written: " + error.message());
  throw std::runtime_error("the answer's field '" + std::string(field) + "' cannot be the body in this encoding");
}

// Leaves the encoded answer in answer_buffer(); throws as write_message(). The media type of a google.api.HttpBody
// becomes the header content-type, in place of one that the handler set.
template <Model Out>
void write_answer(const duet_request& request, const Out& out, Answer& answer) {
  std::string& buffer = answer_buffer();
  buffer.clear();
  if (request.reply_encoding == DUET_BYTES) {
    const bool is_written = with_http_body(out, to_view(request.reply_field), [&](const auto& body) {
      buffer = body.data.value;
      const std::string& type = body.content_type;
      if (!std::all_of(type.begin(), type.end(), [](char c) { return c >= 0x20 && c <= 0x7e; }))
        throw std::runtime_error("the answer's content_type cannot be a header: it is not printable ASCII");
      if (!type.empty()) answer.set_header("content-type", type);
    });
    if (is_written) return;
  }
  write_message(request, out, buffer);
}

}  // namespace duet::detail
