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
#include "http_body.hpp"

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

// The body, whole or for one field. An empty one says nothing, in either encoding. `start_again` makes `in` as it was
// before.
template <Model In, class StartAgain>
std::optional<Failure> read_body(const duet_request& request, std::string_view body, In& in, Violations& violations,
                                 StartAgain&& start_again) {
  const std::string_view field = to_view(request.body_field);
  const bool is_whole = field == "*" || request.door == DUET_DOOR_GRPC;
  if (field.empty() && !is_whole) return std::nullopt;
  if (request.encoding == DUET_BYTES) {
    if (!is_utf8(content_type(request))) return malformed_body("the content type is not valid UTF-8");
    if (set_http_body(in, is_whole ? std::string_view() : field, body, content_type(request))) return std::nullopt;
    return malformed_body("the body is to be a message: the method has no google.api.HttpBody in its place");
  }
  if (body.empty()) return std::nullopt;
  if (request.encoding == DUET_PROTOBUF) {
    DecodeError error;
    const bool ok = is_whole ? decode_protobuf(body, in, error) : decode_protobuf_field(body, field, in, error);
    if (!ok) return malformed_body(error.message());
    return std::nullopt;
  }
  const TypeTable& type = TableOf<In>::kTable;
  const FieldTable* const target = is_whole ? nullptr : find_field(type, field);
  DecodeIssues issues;
  const bool ok = read_json(body, type, &in, target, json_options(request), issues, start_again);
  if (!ok && !issues.malformed.empty()) return malformed_body("the body is not JSON: " + issues.malformed);
  for (Violation& one : issues.violations) {
    if (violations.size() < kMaxViolations) violations.push_back(std::move(one));
  }
  return std::nullopt;
}

// Why a query parameter may not set the field at `path`; empty if it may.
inline std::string query_refusal(std::string_view path, std::string_view body_field) {
  if (body_field == "*") return "is not taken from the query here, only from the body";
  if (!body_field.empty() && is_within(path, body_field)) return "is filled by the body, not by the query";
  return {};
}

inline void bind_path(const duet_request& request, TextBinder& binder, Violations& violations) {
  for (std::size_t i = 0; i < request.n_path; ++i) {
    binder.bind_path(to_view(request.path[i].key), to_view(request.path[i].value), violations);
  }
}

inline void bind_query(const duet_request& request, const TypeTable& type, TextBinder& binder, JsonOptions options,
                       Violations& violations) {
  const std::string_view body_field = to_view(request.body_field);
  for (std::size_t i = 0; i < request.n_query; ++i) {
    const std::string_view key = to_view(request.query[i].key);
    if (body_field.empty()) {
      binder.bind(key, to_view(request.query[i].value), violations);
      continue;
    }
    PathTarget target = path_target(type, key);
    if (target.output_only) continue;
    const std::string refusal = query_refusal(target.proto_path, body_field);
    if (refusal.empty()) {
      binder.bind(key, to_view(request.query[i].value), violations);
    } else if (!options.ignore_unknown) {
      add_violation(violations, std::move(target.proto_path), refusal, "extra_forbidden");
    }
  }
}

// Fills `in`, which is fresh, from `body` and what the request has in path and query; or tells what is wrong. What body
// and query say of output_only fields is as if it had not been said: it contradicts nothing, and the path may set such
// a field (the name of a resource).
template <Model In>
std::optional<Failure> read_message(const duet_request& request, std::string_view body, In& in) {
  Violations violations;
  if (request.n_path == 0 && request.n_query == 0) {
    if (auto failure = read_body(request, body, in, violations, [&in] { in = In{}; })) return failure;
    clear_output_only(in);
  } else {
    const JsonOptions options = json_options(request);
    TextBinder binder(in, options);
    bind_path(request, binder, violations);
    const auto start_again = [&] {
      in = In{};
      binder = TextBinder(in, options);
      violations.clear();
      bind_path(request, binder, violations);
    };
    if (auto failure = read_body(request, body, in, violations, start_again)) return failure;
    clear_output_only(in);
    binder.check_path(violations);
    bind_query(request, TableOf<In>::kTable, binder, options, violations);
  }
  Violations broken_rules;
  // What could not be read would look unset to a check across fields.
  validate(in, broken_rules, violations.empty() ? Extent::kAll : Extent::kFields);
  add_consequent(violations, std::move(broken_rules));
  if (violations.empty()) return std::nullopt;
  return invalid_fields(std::move(violations));
}

// The same with the body that has come with the request.
template <Model In>
std::optional<Failure> read_request(const duet_request& request, In& in) {
  const Body body(request);
  return read_message(request, body.text(), in);
}

}  // namespace duet::detail
