#include "rest/rpc/connect_query.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "core/code_map.hpp"
#include "rest/content_coding.hpp"
#include "rest/metadata.hpp"
#include "rest/stream/ndjson.hpp"

namespace duet::rest {
namespace {

int value_of(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  const char lower = static_cast<char>(digit | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool decode(std::string_view text, std::string& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out.push_back(text[i] == '+' ? ' ' : text[i]);
      continue;
    }
    if (i + 2 >= text.size()) return false;
    const int high = value_of(text[i + 1]);
    const int low = value_of(text[i + 2]);
    if (high < 0 || low < 0) return false;
    out.push_back(static_cast<char>(high << 4 | low));
    i += 2;
  }
  return true;
}

bool expand(std::string& message, Coding coding, std::uint64_t limit, core::Failure& failure) {
  const std::unique_ptr<Decoder> decoder = Decoder::make(coding);
  std::string expanded;
  std::size_t used = 0;
  const Decoder::State state = decoder->decode(message, used, expanded, limit);
  if (state == Decoder::State::kFull) {
    failure = message_too_large(limit);
    return false;
  }
  if (state == Decoder::State::kMalformed || !decoder->finished()) {
    failure = {core::kInvalidArgument, "the message is not what the parameter 'compression' says", 0};
    return false;
  }
  message = std::move(expanded);
  return true;
}

}  // namespace

std::optional<ConnectQuery> read_connect_query(std::string_view query) {
  ConnectQuery read;
  std::string base64;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view piece = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const std::size_t equals = std::min(piece.find('='), piece.size());
    const std::string_view name = piece.substr(0, equals);
    std::string value;
    if (!decode(piece.substr(std::min(equals + 1, piece.size())), value)) return std::nullopt;
    if (name == "message" && !std::exchange(read.has_message, true)) read.message = std::move(value);
    if (name == "connect" && read.connect.empty()) read.connect = std::move(value);
    if (name == "encoding" && read.encoding.empty()) read.encoding = std::move(value);
    if (name == "compression" && read.compression.empty()) read.compression = std::move(value);
    if (name == "base64" && base64.empty()) base64 = std::move(value);
  }
  read.base64 = base64 == "1";
  return read;
}

bool read_message(ConnectQuery& query, std::uint64_t limit, core::Failure& failure) {
  if (query.base64) {
    std::replace(query.message.begin(), query.message.end(), '-', '+');
    std::replace(query.message.begin(), query.message.end(), '_', '/');
    std::string decoded;
    if (!decode_base64(query.message, decoded)) {
      failure = {core::kInvalidArgument, "the parameter 'message' is not base64, as 'base64=1' says", 0};
      return false;
    }
    query.message = std::move(decoded);
  }
  const std::optional<Coding> coding = query.compression.empty() ? Coding::kIdentity : find_coding(query.compression);
  if (!coding) {
    failure = {core::kUnimplemented, "the parameter 'compression' may be 'gzip', 'br', 'zstd' or 'identity'", 0};
    return false;
  }
  if (*coding != Coding::kIdentity && !query.message.empty()) return expand(query.message, *coding, limit, failure);
  if (query.message.size() <= limit) return true;
  failure = message_too_large(limit);
  return false;
}

}  // namespace duet::rest
