#include "rest/rpc/connect_error.hpp"

#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>

#include <array>
#include <memory>

#include "base/json_text.hpp"
#include "core/code_map.hpp"
#include "core/text.hpp"
#include "rest/metadata.hpp"

namespace duet::rest {
namespace {

// Empty for a type that the host does not know, and for bytes that are none of it.
std::string json_of(std::string_view type, const std::string& bytes) {
  const auto* const descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(std::string(type));
  if (descriptor == nullptr) return {};
  const auto* const prototype = google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor);
  if (prototype == nullptr) return {};
  const std::unique_ptr<google::protobuf::Message> message(prototype->New());
  std::string json;
  if (!message->ParseFromString(bytes) || !google::protobuf::util::MessageToJsonString(*message, &json).ok()) return {};
  return json;
}

void append_detail(std::string& out, const google::protobuf::Any& detail) {
  const std::string_view url = detail.type_url();
  const std::string_view type = url.substr(url.rfind('/') + 1);
  out.append("{\"type\":");
  base::append_json_string(out, type);
  out.append(",\"value\":\"");
  append_unpadded_base64(out, detail.value());
  out.push_back('"');
  if (const std::string json = json_of(type, detail.value()); !json.empty()) out.append(",\"debug\":").append(json);
  out.push_back('}');
}

}  // namespace

std::string_view connect_code_name(duet_code code) {
  constexpr std::array<std::string_view, 17> kNames{
      "ok",        "canceled",       "unknown",           "invalid_argument",   "deadline_exceeded",
      "not_found", "already_exists", "permission_denied", "resource_exhausted", "failed_precondition",
      "aborted",   "out_of_range",   "unimplemented",     "internal",           "unavailable",
      "data_loss", "unauthenticated"};
  return kNames[static_cast<std::size_t>(core::known_code(code))];
}

void append_connect_error(std::string& out, const duet_reply& reply) {
  out.append("{\"code\":\"").append(connect_code_name(reply.code)).push_back('"');
  if (reply.message.size > 0) {
    out.append(",\"message\":");
    base::append_json_string(out, core::view(reply.message));
  }
  google::rpc::Status status;
  if (reply.details.size > 0 && status.ParseFromArray(reply.details.data, static_cast<int>(reply.details.size)) &&
      status.details_size() > 0) {
    char before = '[';
    out.append(",\"details\":");
    for (const google::protobuf::Any& detail : status.details()) {
      out.push_back(before);
      append_detail(out, detail);
      before = ',';
    }
    out.push_back(']');
  }
  out.push_back('}');
}

std::uint32_t connect_status_of(const duet_reply& reply) {
  const bool no_such_method = reply.code == core::kUnimplemented && reply.http_status == 404;
  return no_such_method ? 404 : core::http_status_of(reply.code);
}

}  // namespace duet::rest
