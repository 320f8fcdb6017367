#include "transcode/read_request.hpp"

#include <google/protobuf/arena.h>

#include <duet/codec/json.hpp>
#include <duet/codec/text.hpp>
#include <string_view>
#include <utility>

#include "core/text.hpp"
#include "transcode/http_body.hpp"
#include "transcode/output_only.hpp"
#include "transcode/read_wire.hpp"

namespace duet::transcode {
namespace {

using core::view;

class Reader {
 public:
  Reader(const duet_request& request, const MessageType& type, pb::Message& message)
      : request_(request),
        options_(detail::json_options(request)),
        type_(type),
        message_(message),
        binder_(type.table, &message, options_) {}

  // The path first: what the body says may not contradict it.
  std::optional<detail::Failure> read() {
    detail::bind_path(request_, binder_, violations_);
    if (auto failure = read_body()) return failure;
    clear_output_only(message_, type_);
    binder_.check_path(violations_);
    detail::bind_query(request_, type_.table, binder_, options_, violations_);
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
    if (request_.encoding == DUET_BYTES) return read_bytes(body.text(), field);
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

  std::optional<detail::Failure> read_bytes(std::string_view bytes, const Field* field) {
    const std::string_view media_type = detail::content_type(request_);
    if (!detail::is_utf8(media_type)) return detail::malformed_body("the content type is not valid UTF-8");
    fill_http_body(field != nullptr ? message_of(*field) : message_, media_type, bytes);
    return std::nullopt;
  }

  std::optional<detail::Failure> read_json(std::string_view text, const Field* field) {
    const detail::FieldTable* const table =
        field != nullptr ? &type_.field_tables[static_cast<std::size_t>(field - type_.fields.data())] : nullptr;
    DecodeIssues issues;
    const bool ok = detail::read_json(text, type_.table, &message_, table, options_, issues, [this] { start_again(); });
    if (!ok && !issues.malformed.empty()) return detail::malformed_body("the body is not JSON: " + issues.malformed);
    for (Violation& one : issues.violations) {
      if (violations_.size() < kMaxViolations) violations_.push_back(std::move(one));
    }
    return std::nullopt;
  }

  void start_again() {
    message_.Clear();
    binder_ = TextBinder(type_.table, &message_, options_);
    violations_.clear();
    detail::bind_path(request_, binder_, violations_);
  }

  pb::Message& message_of(const Field& field) {
    return *message_.GetReflection()->MutableMessage(&message_, field.descriptor);
  }

  const duet_request& request_;
  const JsonOptions options_;
  const MessageType& type_;
  pb::Message& message_;
  TextBinder binder_;
  Violations violations_;
};

}  // namespace

std::optional<detail::Failure> read_request(const duet_request& request, const MessageType& type,
                                            pb::Message& message) {
  return Reader(request, type, message).read();
}

}  // namespace duet::transcode
