#include "rest/target.hpp"

#include <algorithm>
#include <string>

#include "core/code_map.hpp"
#include "core/percent.hpp"
#include "core/text.hpp"
#include "rest/http_text.hpp"

namespace duet::rest {
namespace {

// Most texts are plain and stay where they are.
bool decode(core::Call& call, std::string_view raw, duet_str& out) {
  if (raw.find_first_of("%+") == std::string_view::npos) {
    out = {raw.data(), raw.size()};
    return true;
  }
  std::string decoded;
  if (!core::decode_percent(raw, core::PercentMode::kQuery, decoded)) return false;
  out = call.copy(decoded);
  return true;
}

}  // namespace

void split_target(RequestHead& head) {
  if (head.method == "CONNECT") return;
  std::string_view rest = head.target;
  if (rest == "*") {
    if (head.method == "OPTIONS") head.path = rest;
    return;
  }
  if (!rest.starts_with('/')) {
    const std::size_t scheme_end = rest.find("://");
    if (scheme_end == std::string_view::npos) return;
    const std::string_view scheme = rest.substr(0, scheme_end);
    if (!equals_ignoring_case(scheme, "http") && !equals_ignoring_case(scheme, "https")) return;
    rest.remove_prefix(scheme_end + 3);
    const std::size_t authority_end = rest.find_first_of("/?");
    if (authority_end == 0 || rest.empty()) return;
    head.authority = rest.substr(0, authority_end);
    rest.remove_prefix(head.authority.size());
  }
  const std::size_t question = rest.find('?');
  head.path = rest.substr(0, question);
  if (question != std::string_view::npos) head.query = rest.substr(question + 1);
  if (head.path.empty()) head.path = "/";
}

void take_host_of_target(RequestHead& head) {
  if (head.authority.empty()) return;
  head.host = head.authority;
  duet_kv* const end = head.metadata + head.n_metadata;
  duet_kv* const host =
      std::find_if(head.metadata, end, [](const duet_kv& pair) { return core::view(pair.key) == "host"; });
  if (host == end) ++head.n_metadata;
  *host = {{"host", 4}, {head.host.data(), head.host.size()}};
}

std::optional<core::Failure> bind_query(core::Call& call, std::string_view query) {
  if (query.empty()) return std::nullopt;
  const auto most = static_cast<std::size_t>(std::count(query.begin(), query.end(), '&')) + 1;
  auto* pairs = static_cast<duet_kv*>(call.arena().allocate(most * sizeof(duet_kv), alignof(duet_kv)));
  std::size_t count = 0;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view piece = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (piece.empty()) continue;
    const std::size_t equals = std::min(piece.find('='), piece.size());
    duet_kv& pair = pairs[count++];
    if (!decode(call, piece.substr(0, equals), pair.key) ||
        !decode(call, piece.substr(std::min(equals + 1, piece.size())), pair.value)) {
      return core::Failure{
          core::kInvalidArgument,
          "the query parameter '" + std::string(piece.substr(0, 200)) + "' is not percent-encoded UTF-8", 400};
    }
  }
  call.request.query = pairs;
  call.request.n_query = count;
  return std::nullopt;
}

}  // namespace duet::rest
