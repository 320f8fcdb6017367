// Encoding what a handler returned, in the form that the host asked for.
#pragma once

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

namespace duet::detail {

// Leaves the encoded answer in answer_buffer(). Throws std::runtime_error if it cannot be encoded, which is a mistake
// of the handler: text that is not UTF-8.
template <Model Out>
void write_answer(const duet_request& request, const Out& out) {
  std::string& buffer = answer_buffer();
  buffer.clear();
  const std::string_view field = to_view(request.reply_field);
  std::string_view bad_field;
  bool ok = false;
  if (request.reply_encoding == DUET_PROTOBUF) {
    ok = field.empty() ? encode_protobuf(out, buffer, &bad_field)
                       : encode_protobuf_field(out, field, buffer, &bad_field);
  } else {
    const JsonOptions options = json_options(request);
    ok = field.empty() ? encode_json(out, buffer, options, &bad_field)
                       : encode_json_field(out, field, buffer, options, &bad_field);
  }
  if (ok) return;
  if (!bad_field.empty())
    throw std::runtime_error("the answer has text that is not UTF-8 in " + std::string(bad_field));
  throw std::runtime_error("the answer's field '" + std::string(field) + "' cannot be the body in this encoding");
}

}  // namespace duet::detail
