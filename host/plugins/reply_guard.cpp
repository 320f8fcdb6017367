#include "plugins/reply_guard.hpp"

#include <algorithm>
#include <cstring>

#include "base/utf8.hpp"
#include "core/code_map.hpp"
#include "core/dispatcher.hpp"
#include "plugins/text.hpp"

namespace duet::plugins {
namespace {

// What the reply of ABI 1.0 ended with.
constexpr std::size_t kSmallestReply = offsetof(duet_reply, n_body) + sizeof(duet_reply::n_body);
constexpr std::string_view kInternalError = "internal error";

bool is_broken(const duet_slice& slice) { return slice.data == nullptr && slice.size > 0; }

bool is_key(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

bool is_pair(const duet_kv& pair) {
  const std::string_view key = view(pair.key);
  if (!is_key(key) || (pair.value.data == nullptr && pair.value.size > 0)) return false;
  const std::string_view value = view(pair.value);
  return key.ends_with("-bin") || std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

}  // namespace

ReplyGuard::ReplyGuard(const duet_reply* reply) {
  defect_ = read(reply);
  if (!defect_.empty()) {
    replace_by_internal_error();
    return;
  }
  mend_status();
  mend_pairs(reply_.metadata, reply_.n_metadata, metadata_);
  mend_pairs(reply_.trailers, reply_.n_trailers, trailers_);
}

std::string_view ReplyGuard::read(const duet_reply* reply) {
  if (reply == nullptr) return "the reply is NULL";
  if (reply->size < kSmallestReply) return "the reply's size is smaller than that of ABI 1.0";
  std::memcpy(&reply_, reply, std::min<std::size_t>(sizeof reply_, reply->size));
  reply_.size = sizeof reply_;
  if (reply_.body == nullptr && reply_.n_body > 0) {
    reply_.n_body = 0;
    return "the reply has body slices and no table of them";
  }
  if (is_broken(reply_.details) || std::any_of(reply_.body, reply_.body + reply_.n_body, is_broken)) {
    return "the reply has a slice with a size and no data";
  }
  return {};
}

void ReplyGuard::replace_by_internal_error() {
  core::release_slices(reply_);
  reply_ = {};
  reply_.size = sizeof reply_;
  reply_.code = core::kInternal;
  reply_.message = borrow(kInternalError);
  readable_ = false;
}

void ReplyGuard::mend_status() {
  if (core::known_code(reply_.code) != reply_.code) {
    reply_.code = core::known_code(reply_.code);
    defect_ = "the reply's code is no status code";
  }
  if (reply_.http_status != 0 && (reply_.http_status < 200 || reply_.http_status > 599)) {
    reply_.http_status = 0;
    defect_ = "the reply's HTTP status is not between 200 and 599";
  }
  const std::string_view message = view(reply_.message);
  if (!base::is_utf8(message)) {
    message_ = repair_utf8(message);
    defect_ = "the reply's message is not UTF-8";
    reply_.message = borrow(message_);
  } else {
    reply_.message = borrow(message);
  }
}

void ReplyGuard::mend_pairs(const duet_kv*& pairs, std::size_t& count, std::vector<duet_kv>& kept) {
  if (pairs == nullptr) count = 0;
  if (std::all_of(pairs, pairs + count, is_pair)) return;
  std::copy_if(pairs, pairs + count, std::back_inserter(kept), is_pair);
  pairs = kept.data();
  count = kept.size();
  defect_ = "the reply has metadata that HTTP and gRPC cannot carry; keys are lower case, values printable ASCII";
}

}  // namespace duet::plugins
