// Fuzzes the reader of JSON: what it takes comes back the same by JSON and by the wire, what it refuses has reasons,
// and the host's translation says the same.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "everything.hpp"
#include "transcoded.hpp"

namespace {

void refused(const duet::DecodeIssues& issues, std::string_view text) {
  fuzz::check(issues.malformed.empty() != issues.violations.empty(), "no reason, or two kinds of them", text);
  fuzz::check(issues.violations.size() <= duet::kMaxViolations, "too many violations", text);
  for (const duet::Violation& one : issues.violations)
    fuzz::check(!one.message.empty() && !one.type.empty(), "a violation without text", text);
}

void accepted(const fuzz::Everything& message, std::string_view text) {
  const std::string wire = fuzz::wire_of(message);
  std::string json;
  duet::EncodeError error;
  if (!duet::encode_json(message, json, {}, &error)) {
    // An Any that was written with fewer levels than are left for it here.
    fuzz::check(error.reason.find("deeper than 100 levels") != std::string::npos, error.message(), text);
    return;
  }
  fuzz::Everything by_json, by_wire;
  if (fuzz::reread(json, by_json)) fuzz::check(fuzz::wire_of(by_json) == wire, "JSON lost something", json);
  duet::DecodeError unread;
  const bool ok = duet::decode_protobuf(wire, by_wire, unread);
  // A list of JSON is two messages on the wire.
  fuzz::check(ok || unread.reason.find("deeper") != std::string_view::npos, unread.message(), text);
  if (ok) fuzz::check(fuzz::wire_of(by_wire) == wire, "the wire lost something", text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::register_models();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const bool ignore_unknown : {false, true}) {
    fuzz::Everything message;
    const duet::JsonOptions options{ignore_unknown, false};
    duet::DecodeIssues issues;
    if (duet::decode_json(text, message, options, issues))
      accepted(message, text);
    else
      refused(issues, text);
    fuzz::Transcoded::instance().read_json(text, options, issues, message);
  }
  return 0;
}
