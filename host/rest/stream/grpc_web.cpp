#include "rest/stream/grpc_web.hpp"

#include <cstdint>

#include "base/utf8.hpp"
#include "core/code_map.hpp"
#include "core/text.hpp"
#include "rest/metadata.hpp"

namespace duet::rest {
namespace {

constexpr std::uint8_t kTrailers = 0x80;

int value_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

// What stands for itself in grpc-message (PROTOCOL-HTTP2.md, "Percent-Encoded").
bool is_plain(unsigned char byte) { return byte >= ' ' && byte <= '~' && byte != '%'; }

void append_percent_encoded(std::string& out, std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_plain(byte)) {
      out.push_back(c);
    } else {
      out.push_back('%');
      out.push_back(kDigits[byte >> 4]);
      out.push_back(kDigits[byte & 15]);
    }
  }
}

// Clients decode it to text: what is no UTF-8 becomes U+FFFD.
void append_message(std::string& out, std::string_view message) {
  while (!message.empty()) {
    const std::size_t size = base::first_code_point(message).size;
    append_percent_encoded(out, size == 0 ? std::string_view("\xEF\xBF\xBD") : message.substr(0, size));
    message.remove_prefix(size == 0 ? 1 : size);
  }
}

}  // namespace

bool GrpcWebTextReader::read(std::string_view content, std::vector<std::string>& messages, core::Failure& failure) {
  std::string bytes;
  for (const char c : content) {
    group_[group_size_++] = c;
    if (group_size_ == group_.size() && !decode(bytes)) {
      failure = {malformed_, "the request is not base64, as its Content-Type says", 0};
      return false;
    }
  }
  return envelopes_.read(bytes, messages, failure);
}

bool GrpcWebTextReader::finish(std::vector<std::string>& messages, core::Failure& failure) {
  if (group_size_ > 0) {
    const std::string padding(group_.size() - group_size_, '=');
    if (!read(padding, messages, failure)) return false;
  }
  return envelopes_.finish(messages, failure);
}

std::uint64_t GrpcWebTextReader::most_content(std::uint64_t message) const {
  return (envelopes_.most_content(message) / 3 + 1) * 4;
}

bool GrpcWebTextReader::decode(std::string& out) {
  group_size_ = 0;
  const std::size_t padding = group_[3] != '=' ? 0 : group_[2] != '=' ? 1 : 2;
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < group_.size(); ++i) {
    const int value = i < group_.size() - padding ? value_of(group_[i]) : 0;
    if (value < 0) return false;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
  }
  for (std::size_t i = 0; i < 3 - padding; ++i) out.push_back(static_cast<char>(bits >> (16 - 8 * i) & 0xff));
  return true;
}

void GrpcWebWriter::message(std::string& out, std::span<const duet_slice> message, bool compress) {
  if (!text_) {
    envelopes_.message(out, message, compress);
    return;
  }
  std::string bytes;
  envelopes_.message(bytes, message, compress);
  append_base64(out, bytes);
}

void GrpcWebWriter::end(std::string& out, const core::Call& /*call*/, const duet_reply& reply) {
  std::string lines = "grpc-status: " + std::to_string(core::known_code(reply.code)) + "\r\n";
  if (reply.code != core::kOk) {
    if (reply.message.size > 0) {
      lines.append("grpc-message: ");
      append_message(lines, core::view(reply.message));
      lines.append("\r\n");
    }
    if (reply.details.size > 0) {
      lines.append("grpc-status-details-bin: ");
      append_unpadded_base64(lines, core::view(reply.details));
      lines.append("\r\n");
    }
  }
  for (std::size_t i = 0; i < reply.n_trailers; ++i) append_field(lines, {}, reply.trailers[i]);
  std::string bytes;
  EnvelopeWriter::wrap(bytes, kTrailers, lines);
  if (text_) {
    append_base64(out, bytes);
  } else {
    out.append(bytes);
  }
}

}  // namespace duet::rest
