#include "rest/problem.hpp"

#include <google/protobuf/util/json_util.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>

#include <algorithm>

#include "base/json_text.hpp"
#include "core/code_map.hpp"
#include "core/text.hpp"
#include "rest/metadata.hpp"

namespace duet::rest {
namespace {

using core::view;

void append_member(std::string& out, std::string_view name, std::string_view value) {
  out.append(",\"").append(name).append("\":");
  base::append_json_string(out, value);
}

bool has_key(const duet_kv* pairs, std::size_t count, std::string_view key) {
  return std::any_of(pairs, pairs + count, [&](const duet_kv& pair) { return view(pair.key) == key; });
}

std::string_view source_of(const duet_request& request, std::string_view field) {
  if (has_key(request.path, request.n_path, field)) return "path";
  if (has_key(request.query, request.n_query, field)) return "query";
  const std::string_view body = view(request.body_field);
  if (body == "*") return "body";
  // What the body does not carry can only have come, or been left out, in the query.
  return !body.empty() && field.substr(0, field.find_first_of(".[")) == body ? "body" : "query";
}

bool is_index(std::string_view text) {
  return !text.empty() && text.size() < 10 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void append_errors(std::string& out, const duet_request& request, const google::rpc::BadRequest& bad) {
  for (const auto& violation : bad.field_violations()) {
    out.append(out.ends_with('[') ? "{\"loc\":" : ",{\"loc\":");
    append_location(out, request, violation.field());
    append_member(out, "field", violation.field());
    append_member(out, "msg", violation.description());
    append_member(out, "type", violation.reason().empty() ? "invalid" : violation.reason());
    out.push_back('}');
  }
}

void append_detail(std::string& out, const google::protobuf::Any& detail) {
  std::string json;
  if (google::protobuf::util::MessageToJsonString(detail, &json).ok()) {
    out.append(json);
    return;
  }
  out.append("{\"@type\":");
  base::append_json_string(out, detail.type_url());
  out.append(",\"value\":\"");
  append_base64(out, detail.value());
  out.append("\"}");
}

std::int64_t seconds_of(const google::protobuf::Duration& delay) {
  return delay.seconds() + (delay.nanos() > 0 ? 1 : 0);
}

void append_details(Problem& problem, const duet_request& request, const google::rpc::Status& status) {
  std::string errors = "[";
  std::string details = "[";
  for (const google::protobuf::Any& detail : status.details()) {
    google::rpc::BadRequest bad;
    google::rpc::RetryInfo retry;
    if (detail.Is<google::rpc::BadRequest>() && detail.UnpackTo(&bad)) append_errors(errors, request, bad);
    if (detail.Is<google::rpc::RetryInfo>() && detail.UnpackTo(&retry)) {
      problem.retry_after_s = seconds_of(retry.retry_delay());
    }
    if (details.size() > 1) details.push_back(',');
    append_detail(details, detail);
  }
  if (errors.size() > 1) problem.body.append(",\"errors\":").append(errors).append("]");
  if (details.size() > 1) problem.body.append(",\"details\":").append(details).append("]");
}

}  // namespace

void append_location(std::string& out, const duet_request& request, std::string_view field) {
  out.append("[\"").append(source_of(request, field)).append("\"");
  while (!field.empty()) {
    const bool bracketed = field.front() == '[';
    if (bracketed || field.front() == '.') field.remove_prefix(1);
    // A map's key is quoted and may hold anything: labels["a.b"].
    const bool quoted = bracketed && field.starts_with('"');
    const std::size_t end =
        std::min(bracketed ? field.find(quoted ? "\"]" : "]") : field.find_first_of(".["), field.size());
    std::string_view part = field.substr(0, end);
    field.remove_prefix(std::min(end + (quoted ? 2 : bracketed ? 1 : 0), field.size()));
    if (quoted) part.remove_prefix(1);
    out.push_back(',');
    if (bracketed && !quoted && is_index(part)) {
      out.append(part);
    } else {
      base::append_json_string(out, part);
    }
  }
  out.push_back(']');
}

Problem make_problem(const core::Call& call, const duet_reply& reply, std::uint32_t status) {
  Problem problem;
  std::string& out = problem.body;
  out.append("{\"type\":\"about:blank\",\"title\":");
  base::append_json_string(out, core::http_reason(status));
  out.append(",\"status\":").append(std::to_string(status));
  append_member(out, "code", core::code_name(reply.code));
  append_member(out, "detail", view(reply.message));
  append_member(out, "instance", call.target);
  append_member(out, "request_id", view(call.request.request_id));
  google::rpc::Status details;
  if (reply.details.size > 0 && details.ParseFromArray(reply.details.data, static_cast<int>(reply.details.size))) {
    append_details(problem, call.request, details);
  }
  out.push_back('}');
  return problem;
}

}  // namespace duet::rest
