#include "rest/stream/events.hpp"

#include "core/code_map.hpp"
#include "rest/answer_head.hpp"
#include "rest/problem.hpp"
#include "rest/stream/json_line.hpp"
#include "rest/stream/trailers.hpp"

namespace duet::rest {

void EventsWriter::message(std::string& out, std::span<const duet_slice> message, bool /*compress*/) {
  out.append("id: ");
  append_number(out, ++id_);
  out.append("\ndata: ");
  append_one_line(out, message);
  out.append("\n\n");
}

void EventsWriter::end(std::string& out, const core::Call& call, const duet_reply& reply) {
  if (reply.code != core::kOk) {
    out.append("event: error\ndata: ").append(make_problem(call, reply, status_of(reply)).body);
  } else {
    out.append("event: end\ndata: ");
    append_trailers_object(out, {reply.trailers, reply.n_trailers});
  }
  out.append("\n\n");
}

bool EventsWriter::heartbeat(std::string& out, bool /*asking*/) {
  out.append(": \n\n");
  return true;
}

}  // namespace duet::rest
