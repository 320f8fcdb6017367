#include "transcode/translation.hpp"

#include <duet/abi/description.h>
#include <google/protobuf/arena.h>

#include <exception>
#include <memory>
#include <utility>

#include "base/log.hpp"
#include "core/code_map.hpp"
#include "core/dispatcher.hpp"
#include "core/method.hpp"
#include "core/text.hpp"
#include "transcode/failure_reply.hpp"
#include "transcode/read_request.hpp"
#include "transcode/read_wire.hpp"
#include "transcode/write_json.hpp"
#include "transcode/write_reply.hpp"

namespace duet::transcode {
namespace {

// What the backend reads and writes: protobuf if it can.
std::uint32_t spoken_encoding(const core::Method& method) {
  return (method.spoken & DUET_PROTOBUF) != 0 ? DUET_PROTOBUF : DUET_JSON;
}

duet_slice slice_of(std::string_view bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), nullptr, nullptr};
}

std::string joined(std::span<const duet_slice> pieces) {
  std::string all;
  for (const duet_slice& piece : pieces) all += core::view(piece);
  return all;
}

constexpr std::string_view kInternalError = "internal error";

bool read_message(std::uint32_t encoding, std::string_view bytes, const MessageType& type, pb::Message& message,
                  std::string& problem) {
  if (encoding == DUET_PROTOBUF) {
    DecodeError error;
    if (read_wire(bytes, type, message, error)) return true;
    problem = "the answer is " + error.message();
    return false;
  }
  DecodeIssues issues;
  JsonOptions options;
  options.ignore_unknown = true;
  if (detail::read_json(bytes, type.table, &message, nullptr, options, issues, [&] { message.Clear(); })) return true;
  problem = "the answer is not JSON: " + issues.malformed;
  if (issues.malformed.empty()) {
    const Violation& first = issues.violations[0];
    problem = "the answer does not fit its type: " + first.field + (first.field.empty() ? "it " : " ") + first.message;
  }
  return false;
}

void log_unusable(const core::Call& call, std::string_view problem) {
  base::log::write(base::log::Level::error, "an answer cannot be translated",
                   {{"method", call.method->full_name},
                    {"plugin", call.method->plugin},
                    {"what", problem},
                    {"request_id", core::view(call.request.request_id)}});
}

}  // namespace

bool is_understood(const core::Call& call) {
  const duet_request& request = call.request;
  const core::Method& method = *call.method;
  const bool is_raw_reply = (method.flags & DUET_RAW_REPLY) != 0;
  if ((request.encoding & method.spoken) == 0) return false;
  if (!is_raw_reply && (request.reply_encoding & method.spoken) == 0) return false;
  // Whoever speaks JSON binds path and query too, as the ABI says; others are given whole messages only.
  if ((method.spoken & DUET_JSON) != 0) return true;
  return request.n_path == 0 && request.n_query == 0 && core::view(request.body_field) == "*" &&
         request.reply_field.size == 0;
}

CallTranslation::CallTranslation(const core::Call& call, const TranscodingBackend::Types& types)
    : call_(call), types_(types) {
  asked = call.request;
}

std::optional<detail::Failure> CallTranslation::translate_request() {
  asked.encoding = asked.reply_encoding = spoken_encoding(*call_.method);
  asked.body_field = {"*", 1};
  asked.reply_field = {"", 0};
  asked.path = asked.query = nullptr;
  asked.n_path = asked.n_query = 0;
  if (call_.method->takes_stream()) return std::nullopt;  // Its messages come by receive().
  if (auto failure = translate_message(call_.request, request_body_)) return failure;
  request_slice_ = slice_of(request_body_);
  asked.body = &request_slice_;
  asked.n_body = 1;
  return std::nullopt;
}

std::optional<detail::Failure> CallTranslation::translate_message(const duet_request& request, std::string& out) const {
  pb::Arena arena;
  const MessageType& type = *types_.input;
  pb::Message& message = *type.prototype->New(&arena);
  if (auto failure = read_request(request, type, message)) return failure;
  if (asked.encoding == DUET_PROTOBUF) {
    if (!message.SerializePartialToString(&out)) return detail::malformed_body("the request is larger than 2 GiB");
  } else if (std::string problem; !write_json(message, type, {}, out, problem)) {
    return detail::malformed_body("the request has no form in JSON: " + problem);
  }
  return std::nullopt;
}

bool CallTranslation::receive(core::Call& call, std::string& message) noexcept {
  try {
    const duet_slice piece = slice_of(message);
    duet_request request = call_.request;
    request.body = &piece;
    request.n_body = 1;
    std::string out;
    const auto failure = translate_message(request, out);
    if (failure) {
      call.cancel(FailureReply(*failure).reply());
      return false;
    }
    message = std::move(out);
    return true;
  } catch (const std::exception& error) {
    log_unusable(call, error.what());
    call.cancel(core::Failure{core::kInternal, std::string(kInternalError), 0});
    return false;
  }
}

bool CallTranslation::send(core::Call& call, std::span<const duet_slice> message, std::string& translated) noexcept {
  std::string problem;
  try {
    ReplyBody body;
    if (translate_answer(message, body, problem)) {
      translated = std::move(body.bytes);
      return true;
    }
  } catch (const std::exception& error) {
    problem = error.what();
  }
  log_unusable(call, problem);
  call.cancel(core::Failure{core::kInternal, std::string(kInternalError), 0});
  return false;
}

void CallTranslation::reply(const core::Call& call, duet_reply& reply) noexcept {
  if (call.method->gives_stream()) return;
  bool ok = false;
  try {
    std::string problem;
    ok = translate_reply(reply, problem);
    if (ok)
      hand_over_reply(reply);
    else
      log_unusable(call, problem);
  } catch (const std::exception& error) {
    ok = false;
    log_unusable(call, error.what());
  }
  if (ok) return;
  core::release_slices(reply);
  reply = {};
  reply.size = sizeof reply;
  reply.code = core::kInternal;
  reply.message = {kInternalError.data(), kInternalError.size()};
}

bool CallTranslation::translate_answer(std::span<const duet_slice> answer, ReplyBody& body,
                                       std::string& problem) const {
  pb::Arena arena;
  const MessageType& type = *types_.output;
  pb::Message& message = *type.prototype->New(&arena);
  const std::string several = answer.size() > 1 ? joined(answer) : std::string();
  const std::string_view bytes = answer.size() == 1 ? core::view(answer[0]) : several;
  return read_message(asked.reply_encoding, bytes, type, message, problem) &&
         write_reply(call_.request, message, type, body, problem);
}

bool CallTranslation::translate_reply(const duet_reply& reply, std::string& problem) {
  ReplyBody body;
  if (!translate_answer({reply.body, reply.n_body}, body, problem)) return false;
  reply_body_ = std::move(body.bytes);
  content_type_ = std::move(body.content_type);
  return true;
}

// Small bodies are lent, as they live as long as the call; the sink copies them. Larger ones change hands.
void CallTranslation::hand_over_reply(duet_reply& reply) {
  constexpr std::size_t kLent = 16 * 1024;
  if (!content_type_.empty()) {
    for (std::size_t i = 0; i < reply.n_metadata; ++i) {
      if (core::view(reply.metadata[i].key) != "content-type") metadata_.push_back(reply.metadata[i]);
    }
    metadata_.push_back({{"content-type", 12}, {content_type_.data(), content_type_.size()}});
  }
  const bool lent = reply_body_.size() <= kLent;
  reply_slice_ = lent ? slice_of(reply_body_) : core::owned_slice(std::move(reply_body_));
  core::release_slices({reply.body, reply.n_body});
  reply.body = &reply_slice_;
  reply.n_body = 1;
  if (metadata_.empty()) return;
  reply.metadata = metadata_.data();
  reply.n_metadata = metadata_.size();
}

}  // namespace duet::transcode
