// What a plugin answers, made fit for the doors.
#pragma once

#include <duet/abi/call.h>

#include <string>
#include <string_view>
#include <vector>

namespace duet::plugins {

/// A view of a plugin's reply that breaks no rule of either door. A sound reply, the usual case, is passed on as it is,
/// without a copy. Mended are: a code that is none (UNKNOWN), an HTTP status outside 200 to 599 (by the code), a
/// message that is not UTF-8, and metadata that HTTP or gRPC cannot carry (left out: keys are lower case letters,
/// digits and
/// "-_.", values printable ASCII, but for keys that end in "-bin"). A reply that cannot be read at all becomes INTERNAL
/// "internal error"; its owned slices are released.
///
/// Borrows from the reply, which must outlive it. The plugin's size member tells how much of the reply is there.
class ReplyGuard {
 public:
  /// `reply` may be NULL.
  explicit ReplyGuard(const duet_reply* reply);
  ReplyGuard(const ReplyGuard&) = delete;
  ReplyGuard& operator=(const ReplyGuard&) = delete;

  const duet_reply& reply() const { return reply_; }
  /// What had to be mended, for the log; empty if nothing had to.
  std::string_view defect() const { return defect_; }
  /// False if the plugin's reply could not be read.
  bool readable() const { return readable_; }

 private:
  // Takes what is there of the reply. Why it cannot be read, or nothing.
  std::string_view read(const duet_reply* reply);
  void replace_by_internal_error();
  void mend_status();
  void mend_pairs(const duet_kv*& pairs, std::size_t& count, std::vector<duet_kv>& kept);

  duet_reply reply_{};
  std::string_view defect_;
  bool readable_ = true;
  // Only for what was mended.
  std::string message_;
  std::vector<duet_kv> metadata_;
  std::vector<duet_kv> trailers_;
};

}  // namespace duet::plugins
