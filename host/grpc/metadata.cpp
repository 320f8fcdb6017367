#include "grpc/metadata.hpp"

#include <grpc/slice.h>

#include <new>
#include <string>

#include "base/log.hpp"
#include "core/method.hpp"
#include "core/request_id.hpp"

namespace duet::grpc_door {
namespace {

std::string lower_case(std::string_view key) {
  std::string lowered(key);
  for (char& c : lowered) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lowered;
}

void log_left_out(std::string_view key, const core::Call& call) {
  base::log::write(base::log::Level::warn, "metadata of an answer was left out: gRPC cannot carry it",
                   {{"key", key},
                    {"method", call.method != nullptr ? std::string_view(call.method->full_name) : call.target},
                    {"request_id", view(call.request.request_id)}});
}

}  // namespace

bool is_transport_key(std::string_view key) {
  if (key.empty()) return true;
  switch (key.front()) {  // Few others begin like one of them: every pair of every call comes by here.
    case ':':
      return true;
    case 'c':
      return key == "connection" || key == "content-type" || key == "content-length" || key == "content-encoding" ||
             key.starts_with("connect-");
    case 'g':
      return key.starts_with("grpc-");
    case 'h':
      return key == "host";
    case 'k':
      return key == "keep-alive";
    case 'p':
      return key.starts_with("proxy-");
    case 't':
      return key == "te" || key == "trailer" || key == "transfer-encoding";
    case 'u':
      return key == "upgrade";
    default:
      return false;
  }
}

void copy_metadata(const grpc_metadata_array& received, core::Call& call) {
  if (received.count == 0) return;
  auto* const pairs = static_cast<duet_kv*>(call.arena().allocate(received.count * sizeof(duet_kv), alignof(duet_kv)));
  std::size_t count = 0;
  for (std::size_t i = 0; i < received.count; ++i) {
    const grpc_metadata& entry = received.metadata[i];
    if (is_transport_key(view(entry.key))) continue;
    new (pairs + count++) duet_kv{call.copy(view(entry.key)), call.copy(view(entry.value))};
  }
  call.request.metadata = pairs;
  call.request.n_metadata = count;
}

OutgoingMetadata::~OutgoingMetadata() {
  for (const grpc_metadata& entry : entries_) {
    grpc_slice_unref(entry.key);
    grpc_slice_unref(entry.value);
  }
}

bool OutgoingMetadata::add(std::string_view key, std::string_view value) {
  grpc_metadata entry{};
  entry.key = grpc_slice_from_copied_buffer(key.data(), key.size());
  entry.value = grpc_slice_from_copied_buffer(value.data(), value.size());
  const bool sendable = grpc_header_key_is_legal(entry.key) != 0 &&
                        (grpc_is_binary_header(entry.key) != 0 || grpc_header_nonbin_value_is_legal(entry.value) != 0);
  if (sendable) {
    entries_.push_back(entry);
  } else {
    grpc_slice_unref(entry.key);
    grpc_slice_unref(entry.value);
  }
  return sendable;
}

void OutgoingMetadata::add_all(const duet_kv* pairs, std::size_t count, const core::Call& call) {
  for (std::size_t i = 0; i < count; ++i) {
    const std::string key = lower_case(view(pairs[i].key));
    if (key == core::kRequestIdKey) continue;  // The door has put it there already.
    if (is_transport_key(key) || !add(key, view(pairs[i].value))) log_left_out(key, call);
  }
}

}  // namespace duet::grpc_door
