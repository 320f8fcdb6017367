#include "rest/media.hpp"

#include <duet/abi/description.h>

#include <algorithm>

#include "rest/http_text.hpp"

namespace duet::rest {
namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kProtobuf = "application/protobuf";
constexpr std::string_view kBytes = "application/octet-stream";

std::uint32_t encoding_of_type(std::string_view type) {
  if (equals_ignoring_case(type, kJson)) return DUET_JSON;
  if (equals_ignoring_case(type, kProtobuf) || equals_ignoring_case(type, "application/x-protobuf")) {
    return DUET_PROTOBUF;
  }
  constexpr std::string_view kSuffix = "+json";
  const bool structured = type.size() > kSuffix.size() && type.find('/') != std::string_view::npos &&
                          equals_ignoring_case(type.substr(type.size() - kSuffix.size()), kSuffix);
  return structured ? DUET_JSON : 0;
}

std::string_view unquoted(std::string_view text) {
  const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return quoted ? text.substr(1, text.size() - 2) : text;
}

// In thousandths, what is finer cut off; 0 if it is no number.
int thousandths(std::string_view number) {
  const std::size_t point = std::min(number.find('.'), number.size());
  const std::string_view whole = number.substr(0, point);
  const std::string_view fraction = number.substr(std::min(point + 1, number.size()));
  constexpr std::string_view kDigits = "0123456789";
  if (whole.find_first_not_of(kDigits) != std::string_view::npos) return 0;
  if (fraction.find_first_not_of(kDigits) != std::string_view::npos) return 0;
  if (whole.find_first_not_of('0') != std::string_view::npos) return 1000;
  int weight = 0;
  int scale = 100;
  for (const char c : fraction.substr(0, 3)) {
    weight += (c - '0') * scale;
    scale /= 10;
  }
  return weight;
}

}  // namespace

int weight_of(std::string_view parameters) {
  while (!parameters.empty()) {
    std::string_view value = next_item(parameters, ';');
    if (equals_ignoring_case(next_item(value, '='), "q")) return thousandths(trimmed(value));
  }
  return 1000;
}

std::uint32_t encoding_of(std::string_view content_type) {
  std::string_view rest = content_type;
  const std::uint32_t encoding = encoding_of_type(next_item(rest, ';'));
  while (encoding == DUET_JSON && !rest.empty()) {
    std::string_view value = next_item(rest, ';');
    const std::string_view name = next_item(value, '=');
    if (equals_ignoring_case(name, "charset") && !equals_ignoring_case(unquoted(value), "utf-8")) return 0;
  }
  return encoding;
}

std::string_view media_type_of(std::uint32_t encoding) {
  return encoding == DUET_BYTES ? kBytes : encoding == DUET_PROTOBUF ? kProtobuf : kJson;
}

Accepted parse_accept(std::string_view accept) {
  // A weight that is named goes before that of a wildcard; -1 = not mentioned.
  int json = -1;
  int protobuf = -1;
  int wildcard = -1;
  bool protobuf_first = false;
  while (!accept.empty()) {
    std::string_view parameters = next_item(accept, ',');
    const std::string_view type = next_item(parameters, ';');
    const int weight = weight_of(parameters);
    const std::uint32_t encoding = encoding_of_type(type);
    if (encoding == DUET_JSON) json = std::max(json, weight);
    if (encoding == DUET_PROTOBUF) {
      protobuf_first = protobuf_first || json < 0;
      protobuf = std::max(protobuf, weight);
    }
    if (type == "*/*" || equals_ignoring_case(type, "application/*")) wildcard = std::max(wildcard, weight);
  }
  Accepted accepted;
  if (json <= 0 && protobuf <= 0 && wildcard <= 0) return accepted;
  accepted.json = json >= 0 ? json > 0 : wildcard > 0;
  accepted.protobuf = protobuf >= 0 ? protobuf > 0 : wildcard > 0;
  if (protobuf > 0 && (protobuf > json || (protobuf == json && protobuf_first))) {
    accepted.named = DUET_PROTOBUF;
  } else if (json > 0) {
    accepted.named = DUET_JSON;
  }
  return accepted;
}

bool matches_type(std::string_view content_type, std::string_view pattern) {
  const std::string_view type = next_item(content_type, ';');
  const std::size_t size = pattern.size();
  if (pattern.starts_with('+')) {
    return type.size() > size && equals_ignoring_case(type.substr(type.size() - size), pattern);
  }
  if (pattern.ends_with("/*")) {
    return type.size() >= size && equals_ignoring_case(type.substr(0, size - 1), pattern.substr(0, size - 1));
  }
  return equals_ignoring_case(type, pattern);
}

}  // namespace duet::rest
