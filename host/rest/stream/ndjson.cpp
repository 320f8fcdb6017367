#include "rest/stream/ndjson.hpp"

#include <utility>

#include "core/code_map.hpp"
#include "rest/answer_head.hpp"
#include "rest/problem.hpp"
#include "rest/stream/json_line.hpp"

namespace duet::rest {

bool NdjsonReader::read(std::string_view content, std::vector<std::string>& messages, core::Failure& failure) {
  while (!content.empty()) {
    const std::size_t end = content.find('\n');
    if (!add(content.substr(0, end), failure)) return false;
    if (end == std::string_view::npos) return true;
    end_line(messages);
    content.remove_prefix(end + 1);
  }
  return true;
}

bool NdjsonReader::finish(std::vector<std::string>& messages, core::Failure& /*failure*/) {
  end_line(messages);
  return true;
}

bool NdjsonReader::add(std::string_view part, core::Failure& failure) {
  if (part.size() > limit_ - line_.size()) {
    failure = message_too_large(limit_);
    return false;
  }
  line_.append(part);
  return true;
}

void NdjsonReader::end_line(std::vector<std::string>& messages) {
  std::string line = std::exchange(line_, {});
  if (line.find_first_not_of(" \t\r") != std::string::npos) messages.push_back(std::move(line));
}

void NdjsonWriter::message(std::string& out, std::span<const duet_slice> message, bool /*compress*/) {
  append_one_line(out, message);
  out.push_back('\n');
}

void NdjsonWriter::end(std::string& out, const core::Call& call, const duet_reply& reply) {
  if (reply.code == core::kOk) return;
  out.append(error_object(call, reply)).push_back('\n');
}

bool NdjsonWriter::heartbeat(std::string& out, bool asking) {
  if (asking) out.push_back('\n');
  return true;
}

core::Failure message_too_large(std::uint64_t limit) {
  return {core::kResourceExhausted,
          "a message is larger than the " + std::to_string(limit) + " bytes that this server accepts", 413};
}

std::string error_object(const core::Call& call, const duet_reply& reply) {
  return R"({"error":)" + make_problem(call, reply, status_of(reply)).body + "}";
}

}  // namespace duet::rest
