#include "transcode/read_request.hpp"

#include <google/protobuf/arena.h>

#include <duet/codec/json.hpp>
#include <duet/codec/text.hpp>
#include <string_view>
#include <utility>

#include "core/text.hpp"
#include "transcode/http_body.hpp"
#include "transcode/read_wire.hpp"

namespace duet::transcode {
namespace {

using core::view;

class Reader {
 public:
  Reader(const duet_request& request, const MessageType& type, pb::Message& message)
      : request_(request), options_(detail::json_options(request)), type_(type), message_(message) {}

  std::optional<detail::Failure> read() {
    if (auto failure = read_body()) return failure;
    bind_path_and_query();
    if (violations_.empty()) return std::nullopt;
    return detail::invalid_fields(std::move(violations_));
  }

 private:
  // An empty body says nothing, in either encoding.
  std::optional<detail::Failure> read_body() {
    const detail::Body body(request_);
    const std::string_view name = view(request_.body_field);
    const bool is_whole = name == "*" || request_.door == DUET_DOOR_GRPC;
    if (name.empty() && !is_whole) return std::nullopt;
    const Field* const field = is_whole ? nullptr : type_.find(name);
    if (request_.encoding == DUET_BYTES) {
      const MessageType& type = field != nullptr ? *field->message : type_;
      fill_http_body(field != nullptr ? message_of(*field) : message_, type, request_, body.text());
      return std::nullopt;
    }
    if (body.text().empty()) return std::nullopt;
    return request_.encoding == DUET_PROTOBUF ? read_protobuf(body.text(), field) : read_json(body.text(), field);
  }

  std::optional<detail::Failure> read_protobuf(std::string_view bytes, const Field* field) {
    DecodeError error{"no such field of message type", {}, 0};
    const bool has_message = field == nullptr || (field->message != nullptr && !field->descriptor->is_repeated());
    if (has_message && read_wire(bytes, field != nullptr ? *field->message : type_,
                                 field != nullptr ? message_of(*field) : message_, error)) {
      return std::nullopt;
    }
    return detail::malformed_body(error.message());
  }

  std::optional<detail::Failure> read_json(std::string_view text, const Field* field) {
    const detail::FieldTable* const table =
        field != nullptr ? &type_.field_tables[static_cast<std::size_t>(field - type_.fields.data())] : nullptr;
    DecodeIssues issues;
    if (detail::read_json(text, type_.table, &message_, table, options_, issues) || issues.malformed.empty()) {
      violations_ = std::move(issues.violations);
      return std::nullopt;
    }
    return detail::malformed_body("the body is not JSON: " + issues.malformed);
  }

  void bind_path_and_query() {
    TextBinder binder(type_.table, &message_, options_);
    for (std::size_t i = 0; i < request_.n_path; ++i) {
      binder.bind(view(request_.path[i].key), view(request_.path[i].value), violations_);
    }
    for (std::size_t i = 0; i < request_.n_query; ++i) {
      bind_query(binder, view(request_.query[i].key), view(request_.query[i].value));
    }
  }

  void bind_query(TextBinder& binder, std::string_view key, std::string_view value) {
    PathTarget target = detail::path_target(type_.table, key);
    const std::string refusal = detail::query_refusal(target.proto_path, view(request_.body_field));
    if (refusal.empty()) {
      binder.bind(key, value, violations_);
    } else if (!options_.ignore_unknown) {
      detail::add_violation(violations_, std::move(target.proto_path), refusal, "extra_forbidden");
    }
  }

  pb::Message& message_of(const Field& field) {
    return *message_.GetReflection()->MutableMessage(&message_, field.descriptor);
  }

  const duet_request& request_;
  const JsonOptions options_;
  const MessageType& type_;
  pb::Message& message_;
  Violations violations_;
};

}  // namespace

std::optional<detail::Failure> read_request(const duet_request& request, const MessageType& type,
                                            pb::Message& message) {
  return Reader(request, type, message).read();
}

}  // namespace duet::transcode
