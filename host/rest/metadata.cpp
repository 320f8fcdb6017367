#include "rest/metadata.hpp"

#include <openssl/evp.h>

#include <algorithm>

#include "base/utf8.hpp"
#include "core/text.hpp"
#include "rest/http_text.hpp"

namespace duet::rest {
namespace {

using core::view;

bool is_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0x80) != 0; });
}

std::string utf8_of_latin1(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out.push_back(c);
    } else {
      out.push_back(static_cast<char>(0xc0 | byte >> 6));
      out.push_back(static_cast<char>(0x80 | (byte & 0x3f)));
    }
  }
  return out;
}

bool is_protocol_field(std::string_view name) { return name.starts_with("grpc-") || name.starts_with("connect-"); }

bool is_of_message(std::string_view name) {
  return name == "content-type" || name == "content-encoding" || name == "x-grpc-web";
}

// In place of lists of bytes, of which base64 has no comma, a pair for each.
std::span<duet_kv> split_lists(core::Call& call, std::span<duet_kv> metadata) {
  const auto commas = [](const duet_kv& pair) {
    if (!view(pair.key).ends_with("-bin")) return std::ptrdiff_t{0};
    const std::string_view value = view(pair.value);
    return std::count(value.begin(), value.end(), ',');
  };
  std::size_t more = 0;
  for (const duet_kv& pair : metadata) more += static_cast<std::size_t>(commas(pair));
  if (more == 0) return metadata;
  const std::size_t size = metadata.size() + more;
  auto* const pairs = static_cast<duet_kv*>(call.arena().allocate(size * sizeof(duet_kv), alignof(duet_kv)));
  duet_kv* end = pairs;
  for (const duet_kv& pair : metadata) {
    std::string_view rest = view(pair.value);
    for (std::ptrdiff_t i = commas(pair); i > 0; --i) {
      const std::string_view item = next_item(rest, ',');
      *end++ = {pair.key, {item.data(), item.size()}};
    }
    const std::string_view last = trimmed(rest);
    *end++ = {pair.key, {last.data(), last.size()}};
  }
  return {pairs, size};
}

}  // namespace

bool decode_base64(std::string_view text, std::string& out) {
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string padded(text);
  padded.append((4 - padded.size() % 4) % 4, '=');
  const std::size_t padding = padded.size() - text.size();
  if (padding == 3) return false;
  out.resize(padded.size() / 4 * 3);
  const int size =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(padded.data()), static_cast<int>(padded.size()));
  if (size < 0) return false;
  out.resize(static_cast<std::size_t>(size) - padding);
  return true;
}

namespace {

bool is_door_field(std::string_view name) {
  return is_connection_field(name) || is_protocol_field(name) || name == "date" || name == "content-type" ||
         name == "x-request-id";
}

}  // namespace

bool normalize_metadata(core::Call& call, std::span<duet_kv> metadata, bool rpc, std::string_view& bad) {
  const auto end = std::remove_if(metadata.begin(), metadata.end(), [rpc](const duet_kv& pair) {
    const std::string_view name = view(pair.key);
    return is_protocol_field(name) || (rpc && is_of_message(name));
  });
  metadata = split_lists(call, metadata.first(static_cast<std::size_t>(end - metadata.begin())));
  call.request.metadata = metadata.data();
  call.request.n_metadata = metadata.size();
  for (duet_kv& pair : metadata) {
    const std::string_view value = view(pair.value);
    if (view(pair.key).ends_with("-bin")) {
      std::string decoded;
      if (!decode_base64(value, decoded)) {
        bad = view(pair.key);
        return false;
      }
      pair.value = call.copy(decoded);
    } else if (!is_ascii(value) && !base::is_utf8(value)) {
      pair.value = call.copy(utf8_of_latin1(value));
    }
  }
  return true;
}

void append_field(std::string& out, std::string_view prefix, const duet_kv& pair) {
  const std::string_view key = view(pair.key);
  const std::string_view value = view(pair.value);
  const bool binary = key.size() >= 4 && equals_ignoring_case(key.substr(key.size() - 4), "-bin");
  if (!is_token(key) || (!binary && !is_field_value(value))) return;
  const std::size_t start = out.size();
  out.append(prefix).append(key);
  const auto name = out.begin() + static_cast<std::ptrdiff_t>(start + prefix.size());
  std::transform(name, out.end(), name, to_lower);
  if (is_door_field(std::string_view(out).substr(start + prefix.size()))) {
    out.resize(start);
    return;
  }
  out.append(": ");
  if (binary) {
    append_base64(out, value);
  } else {
    out.append(trimmed(value));
  }
  out.append("\r\n");
}

bool is_field_value(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= ' ' && byte != 0x7f) || byte == '\t';
  });
}

void append_base64(std::string& out, std::string_view bytes) {
  const std::size_t start = out.size();
  out.resize(start + (bytes.size() + 2) / 3 * 4 + 1);  // EVP_EncodeBlock ends its text with a zero.
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data() + start),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  out.resize(start + static_cast<std::size_t>(size));
}

void append_unpadded_base64(std::string& out, std::string_view bytes) {
  append_base64(out, bytes);
  while (!bytes.empty() && out.back() == '=') out.pop_back();
}

}  // namespace duet::rest
