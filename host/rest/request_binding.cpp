#include "rest/request_binding.hpp"

#include <duet/abi/description.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "core/catalog.hpp"
#include "core/code_map.hpp"
#include "core/percent.hpp"
#include "core/request_id.hpp"
#include "core/text.hpp"
#include "rest/content_coding.hpp"
#include "rest/encodings.hpp"
#include "rest/http_text.hpp"
#include "rest/metadata.hpp"
#include "rest/rpc/binding.hpp"
#include "rest/target.hpp"
#include "rest/websocket/handshake.hpp"

namespace duet::rest {
namespace {

core::Failure bad_request(std::string message) { return {core::kInvalidArgument, std::move(message), 400}; }

duet_str text(std::string_view view) { return {view.data(), view.size()}; }

// Paths come from outside and can be long; messages repeat their beginning only.
std::string shown(std::string_view path) { return std::string(path.substr(0, 200)); }

bool is_percent_encoded(std::string_view path) {
  if (path.find('%') == std::string_view::npos) return true;
  std::string decoded;
  return core::decode_percent(path, core::PercentMode::kSegment, decoded);
}

// A list field in all its lines is one list (RFC 9110 section 5.3).
struct ListField {
  std::string_view name;
  std::string_view whole{};
  std::size_t joined_size = 0;  // of its lines, each with a ", "
};

struct ListFields {
  ListField accept{"accept"};
  ListField accept_encoding{"accept-encoding"};
  ListField content_encoding{"content-encoding"};
  ListField if_none_match{"if-none-match"};
  ListField websocket_protocol{"sec-websocket-protocol"};
};

// Memory for all its lines at once: line by line, a client could have the same bytes copied again and again.
void join_lines(core::Call& call, ListField& field) {
  constexpr std::string_view kBetween = ", ";
  auto* const begin = static_cast<char*>(call.arena().allocate(field.joined_size, 1));
  char* end = begin;
  for (const duet_kv& pair : std::span(call.request.metadata, call.request.n_metadata)) {
    const std::string_view line = core::view(pair.value);
    if (line.empty() || core::view(pair.key) != field.name) continue;
    end = std::copy(line.begin(), line.end(), end);
    end = std::copy(kBetween.begin(), kBetween.end(), end);
  }
  field.whole = {begin, field.joined_size - kBetween.size()};
}

ListFields read_list_fields(core::Call& call) {
  ListFields fields;
  const std::array all{&fields.accept, &fields.accept_encoding, &fields.content_encoding, &fields.if_none_match,
                       &fields.websocket_protocol};
  for (const duet_kv& pair : std::span(call.request.metadata, call.request.n_metadata)) {
    const std::string_view line = core::view(pair.value);
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const ListField* field) { return field->name == core::view(pair.key); });
    if (found == all.end() || line.empty()) continue;
    ListField& field = **found;
    if (field.joined_size == 0) field.whole = line;
    field.joined_size += line.size() + 2;
  }
  for (ListField* field : all) {
    if (field->joined_size > field->whole.size() + 2) join_lines(call, *field);
  }
  return fields;
}

}  // namespace

void RequestBinder::name(core::Call& call, const RequestHead& head) {
  if (core::is_request_id(head.request_id)) {
    call.request.request_id = text(head.request_id);
  } else {
    const auto made = core::make_request_id();
    call.request.request_id = call.copy({made.data(), made.size()});
  }
}

std::optional<core::Failure> RequestBinder::bind(core::Call& call, const RequestHead& head, Exchange& exchange) {
  duet_request& request = call.request;
  request.door = DUET_DOOR_REST;
  request.json_flags = (options_.write_defaults ? static_cast<std::uint32_t>(DUET_JSON_WRITE_DEFAULTS) : 0u) |
                       (options_.ignore_unknown ? static_cast<std::uint32_t>(DUET_JSON_IGNORE_UNKNOWN) : 0u);
  request.metadata = head.metadata;
  request.n_metadata = head.n_metadata;
  const ListFields lists = read_list_fields(call);
  const Accepted accepted = parse_accept(lists.accept.whole);
  exchange.error_form = accepted.named == DUET_PROTOBUF ? ErrorForm::kProtobuf : ErrorForm::kProblem;
  exchange.conditional = head.method == "GET" || head.method == "HEAD";
  if (exchange.conditional) exchange.if_none_match = lists.if_none_match.whole;
  exchange.coding = choose_coding(lists.accept_encoding.whole, options_.compression.codings);

  if (head.path.empty()) return core::Failure{core::kUnimplemented, "this server is not a proxy", 501};
  call.target = head.path;
  call.catalog = catalog_.current();
  RpcBinding rpc(call, head, options_, exchange);
  const bool is_rpc = rpc.find(*call.catalog);
  if (is_rpc) {
    if (auto failure = rpc.choose_form(lists.accept.whole, lists.content_encoding.whole)) return failure;
  }
  std::string_view bad;
  if (!normalize_metadata(call, {head.metadata, head.n_metadata}, is_rpc, bad)) {
    return bad_request("the field '" + std::string(bad) + "' is not base64");
  }
  if (!head.timeout.empty()) {
    const std::optional<std::int64_t> timeout = parse_timeout(head.timeout);
    if (!timeout) {
      return bad_request("X-Request-Timeout must be a number of seconds above zero, such as '1.5', '2s' or '250ms'");
    }
    request.deadline_ns = call.started_ns() + *timeout;
  }
  if (is_rpc) return rpc.bind();
  if (!is_percent_encoded(head.path)) {
    return bad_request("the path '" + shown(head.path) + "' is not percent-encoded UTF-8");
  }
  if (!match(call.catalog->routes(), head, exchange)) {
    auto failure = rpc.refuse_unknown();
    return failure ? failure : no_route(call, head, exchange);
  }
  bind_route(call);
  bind_path(call);
  auto failure = exchange.upgrades
                     ? choose_websocket(call, *match_.route, head, lists.websocket_protocol.whole, options_, exchange)
                     : choose_encodings(call, *match_.route, head, accepted, lists.accept.whole,
                                        lists.content_encoding.whole, options_, exchange);
  if (failure) return failure;
  return bind_query(call, head.query);
}

void RequestBinder::bind_route(core::Call& call) {
  const core::Route& route = *match_.route;
  call.method = route.method;
  call.request.method = route.method->index;
  call.request.body_field = text(route.body);
  call.request.reply_field = text(route.response_body);
}

bool RequestBinder::match(const core::RouteMatcher& routes, const RequestHead& head, Exchange& exchange) {
  exchange.upgrades = asks_for_websocket(head) && match_stream(routes, head.path);
  return exchange.upgrades || routes.match(head.method, head.path, match_);
}

// WebSocket has no other HTTP method than GET, and streams mostly have POST.
bool RequestBinder::match_stream(const core::RouteMatcher& routes, std::string_view path) {
  const std::vector<std::string_view> methods = routes.allowed(path);
  return std::any_of(methods.begin(), methods.end(), [&](std::string_view method) {
    return routes.match(method, path, match_) && match_.route->method->streams_messages();
  });
}

std::optional<core::Failure> RequestBinder::no_route(core::Call& call, const RequestHead& head, Exchange& exchange) {
  const std::string_view path = head.path;
  std::string allow = "Allow: ";
  if (path == "*") {
    allow += "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n";
  } else {
    const std::vector<std::string_view> allowed = call.catalog->routes().allowed(path);
    if (!head.method_known) {
      return core::Failure{core::kUnimplemented, "the HTTP method '" + shown(head.method) + "' is not known", 501};
    }
    if (allowed.empty()) return core::Failure{core::kNotFound, "nothing is mounted at " + shown(path), 404};
    bool options = false;
    for (const std::string_view method : allowed) {
      allow.append(method).append(", ");
      options = options || method == "OPTIONS";
    }
    if (!options) allow += "OPTIONS, ";
    allow.replace(allow.size() - 2, 2, "\r\n");
  }
  const duet_str kept = call.copy(allow);
  exchange.extra_fields = {kept.data, kept.size};
  if (head.method == "OPTIONS") return core::Failure{core::kOk, {}, 204};
  return core::Failure{core::kUnimplemented, std::string(head.method) + " is not allowed for " + shown(path), 405};
}

void RequestBinder::bind_path(core::Call& call) {
  const std::size_t count = match_.captures.size();
  if (count == 0) return;
  auto* pairs = static_cast<duet_kv*>(call.arena().allocate(count * sizeof(duet_kv), alignof(duet_kv)));
  for (std::size_t i = 0; i < count; ++i) {
    const core::Capture& capture = match_.captures[i];
    pairs[i].key = text(capture.variable->field_path);
    if (capture.raw.find('%') == std::string_view::npos) {
      pairs[i].value = text(capture.raw);
      continue;
    }
    std::string decoded;
    core::decode_percent(capture.raw, capture.variable->multi ? core::PercentMode::kPath : core::PercentMode::kSegment,
                         decoded);
    pairs[i].value = call.copy(decoded);
  }
  call.request.path = pairs;
  call.request.n_path = count;
}

std::optional<std::int64_t> parse_timeout(std::string_view text) {
  double nanoseconds = 1e9;
  if (text.ends_with("ms")) {
    nanoseconds = 1e6;
    text.remove_suffix(2);
  } else if (text.ends_with('s')) {
    text.remove_suffix(1);
  }
  double value = 0;
  double place = 0;  // of the next digit, once there was a point
  std::size_t digits = 0;
  for (const char c : text) {
    if (c == '.' && place == 0) {
      place = 0.1;
    } else if (c < '0' || c > '9') {
      return std::nullopt;
    } else if (++digits; place == 0) {
      value = value * 10 + (c - '0');
    } else {
      value += (c - '0') * place;
      place /= 10;
    }
  }
  const double total = value * nanoseconds;
  constexpr double kMost = 1e17;  // Three years; beyond it nobody means a deadline.
  if (digits == 0 || total < 1) return std::nullopt;
  return static_cast<std::int64_t>(total < kMost ? total : kMost);
}

}  // namespace duet::rest
