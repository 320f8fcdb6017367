// A call whose answer is written by the test: what comes out of which reply.
#pragma once

#include <duet/abi/description.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/dispatcher.hpp"
#include "core/method.hpp"
#include "host/rest/rest_fixture.hpp"
#include "rest/answer.hpp"
#include "rest/answer_stream.hpp"

namespace rest_test {

inline duet_str text(std::string_view view) { return {view.data(), view.size()}; }

class NoSink final : public duet::core::ReplySink {
 public:
  void answer(duet::core::Call&, const duet_reply&) noexcept override {}
};

/// Asked for /books/1, with request id "r".
struct Asked {
  explicit Asked(std::string_view body_field = "*") : call(dispatcher.begin(sink)) {
    call->target = "/books/1";
    call->request.request_id = text("r");
    call->request.reply_encoding = DUET_JSON;
    call->request.body_field = text(body_field);
    call->request.path = path.data();
    call->request.n_path = path.size();
    reply.size = sizeof reply;
  }
  ~Asked() { dispatcher.refuse(call, {}); }

  /// The reply's body, in pieces.
  void body(const std::vector<std::string_view>& pieces) {
    slices.clear();
    for (const std::string_view piece : pieces) {
      slices.push_back({reinterpret_cast<const std::uint8_t*>(piece.data()), piece.size(), nullptr, nullptr});
    }
    reply.body = slices.data();
    reply.n_body = slices.size();
  }
  void metadata(std::vector<duet_kv> pairs) {
    fields = std::move(pairs);
    reply.metadata = fields.data();
    reply.n_metadata = fields.size();
  }

  std::string answer(bool close = false) {
    std::string out;
    append_answer(out, *call, reply, exchange, options, close);
    return without_date(std::move(out));
  }
  std::string stream_head(duet::rest::StreamForm& form, bool close = false) {
    std::string out;
    form = append_stream_head(out, *call, reply, exchange, options, close);
    return without_date(std::move(out));
  }

  static std::string without_date(std::string out) {
    const std::size_t at = out.find("Date: ");
    return out.erase(at, out.find("\r\n", at) + 2 - at);
  }

  static duet::core::DispatcherOptions quiet() {
    duet::core::DispatcherOptions made;
    made.executor_threads = 1;
    made.pipeline.access_log = false;
    return made;
  }

  NoSink sink;
  duet::core::Dispatcher dispatcher{quiet()};
  std::vector<duet_kv> path{{text("id"), text("1")}};
  std::vector<duet_kv> fields;
  std::vector<duet_slice> slices;
  duet::rest::RestOptions options;
  duet::rest::Exchange exchange;
  duet::core::Method method;
  duet::core::CallRef call;
  duet_reply reply{};
};

/// The value of a field of an answer, "(none)" if it has none, "(several)" if it has many.
inline std::string field(std::string_view answer, std::string_view name) {
  const std::string_view head = answer.substr(0, answer.find("\r\n\r\n") + 2);
  const std::string start = "\r\n" + std::string(name) + ": ";
  const std::size_t at = head.find(start);
  if (at == std::string_view::npos) return "(none)";
  if (head.find(start, at + 1) != std::string_view::npos) return "(several)";
  const std::size_t value = at + start.size();
  return std::string(head.substr(value, head.find("\r\n", value) - value));
}

inline std::string_view content(std::string_view answer) { return answer.substr(answer.find("\r\n\r\n") + 4); }
inline std::string_view status_line(std::string_view answer) { return answer.substr(0, answer.find("\r\n")); }

}  // namespace rest_test
