// From what the host hands over to the request that a handler sees: body, path and query are decoded into one message,
// what callers must not set is cleared, and the rules are checked.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "../abi/call.h"
#include "../abi/description.h"
#include "../codec/json.hpp"
#include "../codec/protobuf.hpp"
#include "../codec/text.hpp"
#include "../log.hpp"
#include "../validate.hpp"
#include "answer.hpp"
#include "body.hpp"

namespace duet::detail {

inline constexpr std::uint32_t kHttpBadRequest = 400;
inline constexpr std::uint32_t kHttpUnprocessableContent = 422;

inline Failure malformed_body(std::string reason) {
  return {Status(Code::kInvalidArgument, std::move(reason)), kHttpBadRequest};
}

// One error for all violations: the message names the first few, the details all of them.
inline Failure invalid_fields(Violations violations) {
  constexpr std::size_t kNamed = 8;
  std::string message = std::to_string(violations.size());
  message += violations.size() == 1 ? " field is invalid: " : " fields are invalid: ";
  for (std::size_t i = 0; i < violations.size() && i < kNamed; ++i) {
    if (i != 0) message += "; ";
    if (!violations[i].field.empty()) message += violations[i].field + ": ";
    message += violations[i].message;
  }
  if (violations.size() > kNamed) message += "; and " + std::to_string(violations.size() - kNamed) + " more";
  Status status(Code::kInvalidArgument, std::move(message));
  status.add_violations(std::move(violations));
  return {std::move(status), kHttpUnprocessableContent};
}

// Is `field` the same as `other`, or within it?
inline bool is_within(std::string_view field, std::string_view other) {
  return field.starts_with(other) &&
         (field.size() == other.size() || field[other.size()] == '.' || field[other.size()] == '[');
}

// Leaves out what follows from a value that did not fit: it was never stored, so that rules may seem broken too.
inline void add_consequent(Violations& all, Violations broken_rules) {
  const std::size_t known = all.size();
  for (Violation& rule : broken_rules) {
    bool is_new = all.size() < kMaxViolations;
    for (std::size_t i = 0; is_new && i < known; ++i) {
      is_new = !all[i].field.empty() && !is_within(rule.field, all[i].field) && !is_within(all[i].field, rule.field);
    }
    if (is_new) all.push_back(std::move(rule));
  }
}

// The body, whole or for one field. An empty one says nothing, in either encoding. `stopped` is set when part of it was
// not read, so that rules would speak of fields that the caller did send.
template <Model In>
std::optional<Failure> read_body(const duet_request& request, In& in, Violations& violations, bool& stopped) {
  const Body body(request);
  const std::string_view field = to_view(request.body_field);
  const bool is_whole = field == "*" || request.door == DUET_DOOR_GRPC;
  if (body.text().empty() || (field.empty() && !is_whole)) return std::nullopt;
  if (request.encoding == DUET_PROTOBUF) {
    DecodeError error;
    const bool ok =
        is_whole ? decode_protobuf(body.text(), in, error) : decode_protobuf_field(body.text(), field, in, error);
    if (!ok) return malformed_body(error.message());
    return std::nullopt;
  }
  DecodeIssues issues;
  const JsonOptions options = json_options(request);
  const bool ok = is_whole ? decode_json(body.text(), in, options, issues)
                           : decode_json_field(body.text(), field, in, options, issues);
  if (!ok && !issues.malformed.empty()) return malformed_body("the body is not JSON: " + issues.malformed);
  violations = std::move(issues.violations);
  stopped = issues.stopped;
  return std::nullopt;
}

// Why a query parameter may not set the field at `path`; empty if it may.
inline std::string query_refusal(std::string_view path, std::string_view body_field) {
  if (body_field == "*") return "is not taken from the query here, only from the body";
  if (!body_field.empty() && is_within(path, body_field)) return "is filled by the body, not by the query";
  return {};
}

template <Model In>
void bind_path_and_query(const duet_request& request, In& in, Violations& violations) {
  if (request.n_path == 0 && request.n_query == 0) return;
  const JsonOptions options = json_options(request);
  TextBinder binder(in, options);
  for (std::size_t i = 0; i < request.n_path; ++i) {
    binder.bind(to_view(request.path[i].key), to_view(request.path[i].value), violations);
  }
  const std::string_view body_field = to_view(request.body_field);
  for (std::size_t i = 0; i < request.n_query; ++i) {
    const std::string_view key = to_view(request.query[i].key);
    if (body_field.empty()) {
      binder.bind(key, to_view(request.query[i].value), violations);
      continue;
    }
    PathTarget target = duet::path_target<In>(key);
    const std::string refusal = query_refusal(target.proto_path, body_field);
    if (refusal.empty()) {
      binder.bind(key, to_view(request.query[i].value), violations);
    } else if (!options.ignore_unknown) {
      add_violation(violations, std::move(target.proto_path), refusal, "extra_forbidden");
    }
  }
}

// Fills `in`, which is fresh; or tells what is wrong with the request.
template <Model In>
std::optional<Failure> read_request(const duet_request& request, In& in) {
  Violations violations;
  bool stopped = false;
  if (auto failure = read_body(request, in, violations, stopped)) return failure;
  bind_path_and_query(request, in, violations);
  clear_output_only(in);
  if (!stopped) {
    Violations broken_rules;
    validate(in, broken_rules);
    add_consequent(violations, std::move(broken_rules));
  }
  if (violations.empty()) return std::nullopt;
  return invalid_fields(std::move(violations));
}

}  // namespace duet::detail
