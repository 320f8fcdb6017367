#include "rest/rpc/binding.hpp"

#include <duet/abi/description.h>
#include <google/protobuf/descriptor.pb.h>

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "core/code_map.hpp"
#include "core/text.hpp"
#include "rest/http_text.hpp"
#include "rest/media.hpp"
#include "rest/rpc/connect_query.hpp"
#include "rest/rpc/timeout.hpp"
#include "rest/stream/connect.hpp"
#include "rest/stream/grpc_web.hpp"

namespace duet::rest {
namespace {

constexpr std::string_view kCodings = "gzip, br, zstd";

core::Failure invalid(std::string message) { return {core::kInvalidArgument, std::move(message), 0}; }

// "package.Service/Method" of a path of two segments; else nothing.
std::string_view rpc_name(std::string_view path) {
  const std::string_view name = path.substr(1);
  const std::size_t slash = name.find('/');
  const bool two = slash != std::string_view::npos && name.find('/', slash + 1) == std::string_view::npos;
  return two ? name : std::string_view();
}

bool names_text(std::string_view accept) {
  while (!accept.empty()) {
    const RpcMediaType* const type = find_rpc_type(next_item(accept, ','));
    if (type != nullptr && type->form == RpcForm::kGrpcWebText) return true;
  }
  return false;
}

// Of a type in base64 its twin without, or the other way.
std::string_view twin_of(std::string_view type, RpcForm form) {
  constexpr std::array<std::array<std::string_view, 2>, 3> kTwins{{
      {"application/grpc-web", "application/grpc-web-text"},
      {"application/grpc-web+proto", "application/grpc-web-text+proto"},
      {"application/grpc-web+json", "application/grpc-web-text+json"},
  }};
  for (const auto& twins : kTwins) {
    if (type == twins[0] || type == twins[1]) return twins[form == RpcForm::kGrpcWebText ? 1 : 0];
  }
  return type;
}

}  // namespace

bool may_be_got(const core::Catalog& catalog, const core::Method& method) {
  if ((method.flags & DUET_IDEMPOTENT) == 0 || method.streams_messages()) return false;
  const auto* const described = catalog.schema().pool().FindMethodByName(method.service + "." + method.name);
  if (described != nullptr &&
      described->options().idempotency_level() == google::protobuf::MethodOptions::NO_SIDE_EFFECTS) {
    return true;
  }
  return std::any_of(catalog.route_list().begin(), catalog.route_list().end(),
                     [&](const auto& route) { return route->method == &method && route->http_method == "GET"; });
}

bool RpcBinding::find(const core::Catalog& catalog) {
  if (!exchange_.protocols.any()) return false;
  const std::string_view name = rpc_name(head_.path);
  if (name.empty()) return false;
  const core::Method* const method = catalog.find_rpc(name);
  // Bodies of any media type are no messages.
  constexpr std::uint32_t kRaw = DUET_RAW_REQUEST | DUET_RAW_REPLY;
  if (method == nullptr || !method->on_rest || (method->flags & kRaw) != 0) {
    if (head_.method == "POST") version_ = field("connect-protocol-version");  // For refuse_unknown().
    return false;
  }
  call_.method = method;
  call_.request.method = method->index;
  call_.request.body_field = {"*", 1};
  return true;
}

std::optional<core::Failure> RpcBinding::choose_form(std::string_view accept, std::string_view content_encoding) {
  const core::Method& method = *call_.method;
  const bool may_get = exchange_.protocols.connect && may_be_got(*call_.catalog, method);
  if (may_get && (head_.method == "GET" || head_.method == "HEAD")) return choose_get();
  if (head_.method != "POST") return not_allowed(may_get);
  type_ = find_rpc_type(head_.content_type);
  if (type_ == nullptr || !may_be_posted(*type_, method, exchange_.protocols)) {
    const std::string types = postable_types(method, exchange_.protocols);
    add_line("Accept-Post", types);
    return core::Failure{core::kInvalidArgument, "call " + method.full_name + " with a Content-Type of " + types, 415};
  }
  exchange_.wants_body = head_.has_body();
  set_form(*type_);
  if (type_->form == RpcForm::kConnectUnary) return choose_single(content_encoding);
  return choose_envelopes(accept);
}

std::optional<core::Failure> RpcBinding::not_allowed(bool may_get) {
  add_line("Allow", may_get ? "GET, HEAD, POST, OPTIONS" : "POST, OPTIONS");
  if (head_.method == "OPTIONS") return core::Failure{core::kOk, {}, 204};
  return core::Failure{core::kUnimplemented,
                       std::string(head_.method.substr(0, 200)) + " is not allowed for " + call_.method->full_name,
                       405};
}

void RpcBinding::set_form(const RpcMediaType& type) {
  exchange_.rpc_type = type.name;
  exchange_.error_form = ErrorForm::kConnect;
  call_.request.encoding = call_.request.reply_encoding = type.encoding;
  const bool grpc_web = is_grpc_web();
  timeout_ = field(grpc_web ? "grpc-timeout" : "connect-timeout-ms");
  version_ = grpc_web ? std::string_view() : field("connect-protocol-version");
}

std::optional<core::Failure> RpcBinding::choose_get() {
  std::optional<ConnectQuery> query = read_connect_query(head_.query);
  const RpcMediaType* const type = query ? find_connect_type(query->encoding) : nullptr;
  type_ = type != nullptr ? type : find_connect_type("json");
  set_form(*type_);
  if (!query) return invalid("the query is not percent-encoded");
  if (type == nullptr || !may_be_posted(*type, *call_.method, exchange_.protocols)) {
    return invalid("the parameter 'encoding' says how the message is written: 'json' or 'proto'");
  }
  if (!query->has_message) return invalid("the parameter 'message' is missing");
  if (!query->connect.empty() && query->connect != "v1") {
    return invalid("the parameter 'connect' names the protocol's version, which is 'v1'");
  }
  core::Failure failure;
  const std::uint64_t limit = core::limit_of(*call_.method, options_.limits.body_bytes);
  if (!read_message(*query, limit, failure)) return failure;
  if (query->message.empty()) return std::nullopt;
  auto* const slice = static_cast<duet_slice*>(call_.arena().allocate(sizeof(duet_slice), alignof(duet_slice)));
  const duet_str copy = call_.copy(query->message);
  *slice = {reinterpret_cast<const std::uint8_t*>(copy.data), copy.size, nullptr, nullptr};
  call_.request.body = slice;
  call_.request.n_body = 1;
  return std::nullopt;
}

std::optional<core::Failure> RpcBinding::choose_single(std::string_view content_encoding) {
  const std::optional<Coding> coding = content_encoding.empty() ? Coding::kIdentity : find_coding(content_encoding);
  if (!coding) {
    add_line("Accept-Encoding", kCodings);
    return core::Failure{core::kUnimplemented, "the request's Content-Encoding may be one of " + std::string(kCodings),
                         0};
  }
  exchange_.body_coding = *coding;
  return std::nullopt;
}

std::optional<core::Failure> RpcBinding::choose_envelopes(std::string_view accept) {
  const bool grpc_web = is_grpc_web();
  const std::string_view coding_field = grpc_web ? "grpc-encoding" : "connect-content-encoding";
  const std::string_view accept_field = grpc_web ? "grpc-accept-encoding" : "connect-accept-encoding";
  const Coding answered = choose_coding(field(accept_field), options_.compression.codings);
  set_writer(accept, answered);
  if (answered != Coding::kIdentity) add_line(coding_field, coding_name(answered));
  const std::string_view name = field(coding_field);
  const std::optional<Coding> coding = name.empty() ? Coding::kIdentity : find_coding(name);
  if (!coding) {
    add_line(accept_field, kCodings);
    return core::Failure{core::kUnimplemented,
                         "the request's " + std::string(coding_field) + " may be one of " + std::string(kCodings), 0};
  }
  EnvelopeRules rules;
  rules.limit = core::limit_of(*call_.method, options_.limits.body_bytes);
  rules.coding = *coding;
  rules.malformed = grpc_web ? core::kInternal : core::kInvalidArgument;
  rules.single = !call_.method->takes_stream();
  if (type_->form == RpcForm::kGrpcWebText) {
    exchange_.reader = keep(call_, std::make_unique<GrpcWebTextReader>(rules));
  } else {
    exchange_.reader = keep(call_, std::make_unique<EnvelopeReader>(rules));
  }
  return std::nullopt;
}

void RpcBinding::set_writer(std::string_view accept, Coding coding) {
  const EnvelopeWriter envelopes(coding, options_.compression.min_bytes);
  exchange_.coding = Coding::kIdentity;  // What is in the envelopes is coded, not the whole.
  if (!is_grpc_web()) {
    exchange_.writer = keep(call_, std::make_unique<ConnectWriter>(type_->name, envelopes));
    return;
  }
  const bool text = type_->form == RpcForm::kGrpcWebText || names_text(accept);
  exchange_.rpc_type = twin_of(type_->name, text ? RpcForm::kGrpcWebText : RpcForm::kGrpcWeb);
  exchange_.writer = keep(call_, std::make_unique<GrpcWebWriter>(exchange_.rpc_type, text, envelopes));
}

std::optional<core::Failure> RpcBinding::bind() {
  if (!version_.empty() && version_ != "1") {
    return invalid("Connect-Protocol-Version is '1'; this server knows no other");
  }
  return read_timeout();
}

std::optional<core::Failure> RpcBinding::read_timeout() {
  if (timeout_.empty()) return std::nullopt;
  const std::optional<std::int64_t> timeout =
      is_grpc_web() ? parse_grpc_timeout(timeout_) : parse_connect_timeout(timeout_);
  if (!timeout) {
    return invalid(is_grpc_web() ? "grpc-timeout is at most eight digits and a unit: H, M, S, m, u or n"
                                 : "Connect-Timeout-Ms is at most ten digits");
  }
  std::int64_t& deadline_ns = call_.request.deadline_ns;
  const std::int64_t due = call_.started_ns() + *timeout;
  deadline_ns = deadline_ns == 0 ? due : std::min(deadline_ns, due);
  return std::nullopt;
}

std::optional<core::Failure> RpcBinding::refuse_unknown() {
  if (head_.method != "POST" || rpc_name(head_.path).empty()) return std::nullopt;
  type_ = find_rpc_type(head_.content_type);
  if (type_ == nullptr) return std::nullopt;
  const bool connect = type_->form == RpcForm::kConnectUnary || type_->form == RpcForm::kConnectStream;
  if (connect ? !exchange_.protocols.connect : !exchange_.protocols.grpc_web) return std::nullopt;
  if (!is_unmistakable(*type_) && version_.empty()) return std::nullopt;
  set_form(*type_);
  if (type_->form != RpcForm::kConnectUnary) set_writer({}, Coding::kIdentity);
  return core::Failure{core::kUnimplemented,
                       "no method is served at " + std::string(head_.path.substr(0, 200)) +
                           "; the path of a call is '/package.Service/Method'",
                       404};
}

void RpcBinding::add_line(std::string_view name, std::string_view value) {
  std::string lines(exchange_.extra_fields);
  lines.append(name).append(": ").append(value).append("\r\n");
  const duet_str kept = call_.copy(lines);
  exchange_.extra_fields = {kept.data, kept.size};
}

bool RpcBinding::is_grpc_web() const {
  return type_->form == RpcForm::kGrpcWeb || type_->form == RpcForm::kGrpcWebText;
}

std::string_view RpcBinding::field(std::string_view name) const {
  for (const duet_kv& pair : std::span(head_.metadata, head_.n_metadata)) {
    if (core::view(pair.key) == name) return core::view(pair.value);
  }
  return {};
}

}  // namespace duet::rest
