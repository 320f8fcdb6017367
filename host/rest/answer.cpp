#include "rest/answer.hpp"

#include <duet/abi/description.h>
#include <google/rpc/status.pb.h>

#include <span>
#include <string_view>

#include "core/code_map.hpp"
#include "core/text.hpp"
#include "rest/answer_head.hpp"
#include "rest/content_coding.hpp"
#include "rest/etag.hpp"
#include "rest/media.hpp"
#include "rest/problem.hpp"
#include "rest/rpc/connect_error.hpp"

namespace duet::rest {
namespace {

using core::view;

std::string status_bytes(const duet_reply& reply) {
  if (reply.details.size > 0) return std::string(view(reply.details));
  google::rpc::Status status;
  status.set_code(core::known_code(reply.code));
  status.set_message(std::string(view(reply.message)));
  return status.SerializeAsString();
}

std::size_t size_of(std::span<const duet_slice> pieces) {
  std::size_t size = 0;
  for (const duet_slice& piece : pieces) size += piece.size;
  return size;
}

// Where a body is compressed, because the head comes before it and says how long it is. One a thread, its memory kept
// unless it has grown large.
class CodedBody {
 public:
  CodedBody() { text_.clear(); }
  ~CodedBody() {
    if (text_.capacity() > kKept) std::string().swap(text_);
  }
  CodedBody(const CodedBody&) = delete;
  CodedBody& operator=(const CodedBody&) = delete;

  std::string& text() { return text_; }

 private:
  static constexpr std::size_t kKept = 64 * 1024;
  static thread_local std::string text_;
};

thread_local std::string CodedBody::text_;

class Answer {
 public:
  Answer(std::string& out, const core::Call& call, const duet_reply& reply, const Exchange& exchange,
         const RestOptions& options, bool close)
      : out_(out),
        call_(call),
        reply_(reply),
        exchange_(exchange),
        options_(options),
        close_(close),
        status_(status_of(reply, exchange)),
        head_(out, call, reply, exchange, options) {}

  void append() {
    if (reply_.code != core::kOk) {
      append_error();
    } else if (is_bodiless(status_)) {
      append_bodiless();
    } else {
      const std::string_view own = exchange_.is_rpc() ? exchange_.rpc_type : head_.fields().content_type;
      const std::string_view media_type = own.empty() ? media_type_of(call_.request.reply_encoding) : own;
      append_content(media_type, {reply_.body, reply_.n_body}, {});
    }
  }

 private:
  void append_error() {
    const Problem problem = error_content();
    std::string lines;
    if (problem.retry_after_s > 0 && !head_.fields().retry_after) {
      lines.append("Retry-After: ").append(std::to_string(problem.retry_after_s)).append("\r\n");
    }
    // A 401 without a challenge is not one (RFC 9110 section 15.5.2).
    if (status_ == 401 && !head_.fields().www_authenticate) lines.append("WWW-Authenticate: Bearer\r\n");
    const duet_slice body{reinterpret_cast<const std::uint8_t*>(problem.body.data()), problem.body.size(), nullptr,
                          nullptr};
    append_content(error_type(), {&body, 1}, lines);
  }

  Problem error_content() const {
    Problem connect;
    switch (exchange_.error_form) {
      case ErrorForm::kProtobuf:
        return {status_bytes(reply_), 0};
      case ErrorForm::kConnect:
        append_connect_error(connect.body, reply_);
        return connect;
      default:
        return make_problem(call_, reply_, status_);
    }
  }

  std::string_view error_type() const {
    switch (exchange_.error_form) {
      case ErrorForm::kProtobuf:
        return media_type_of(DUET_PROTOBUF);
      case ErrorForm::kConnect:
        return kConnectErrorType;
      default:
        return kProblemMediaType;
    }
  }

  void append_bodiless() {
    head_.start(status_, close_);
    if (status_ == 205) out_.append("Content-Length: 0\r\n");
    head_.etag(head_.fields().etag, false);
    head_.caching(false);
    head_.end(status_);
  }

  void append_content(std::string_view media_type, std::span<const duet_slice> body, std::string_view more_lines) {
    const std::size_t size = size_of(body);
    // Connect has a name of its own for protobuf, which no list of types need know.
    const std::string_view known_type =
        exchange_.is_rpc() && reply_.code == core::kOk ? media_type_of(call_.request.reply_encoding) : media_type;
    const bool may_be_coded = head_.may_be_coded(status_, known_type, size);
    const Coding wanted = may_be_coded ? exchange_.coding : Coding::kIdentity;
    Etag made;
    std::string_view etag = head_.fields().etag;
    if (etag.empty() && options_.etag && exchange_.conditional && status_ == 200) {
      made = make_etag(body);
      etag = {made.data(), made.size()};
    }
    if (head_.is_not_modified(status_, etag)) {
      head_.not_modified(etag, wanted, may_be_coded, close_);
      return;
    }
    CodedBody coded;
    const bool is_coded = wanted != Coding::kIdentity && encode_whole(wanted, body, size, coded.text());
    const Coding coding = is_coded ? wanted : Coding::kIdentity;
    head_.start(status_, close_);
    append_content_fields(out_, media_type, is_coded ? coded.text().size() : size);
    head_.coding(coding);
    head_.etag(etag, is_coded);
    head_.caching(may_be_coded);
    out_.append(more_lines);
    head_.end(status_);
    if (exchange_.head_request) return;
    if (is_coded) {
      out_.append(coded.text());
    } else {
      for (const duet_slice& piece : body) out_.append(view(piece));
    }
  }

  std::string& out_;
  const core::Call& call_;
  const duet_reply& reply_;
  const Exchange& exchange_;
  const RestOptions& options_;
  const bool close_;
  const std::uint32_t status_;
  AnswerHead head_;
};

}  // namespace

void append_answer(std::string& out, const core::Call& call, const duet_reply& reply, const Exchange& exchange,
                   const RestOptions& options, bool close) {
  Answer(out, call, reply, exchange, options, close).append();
}

void append_overloaded(std::string& out) {
  constexpr std::string_view kBody =
      R"({"type":"about:blank","title":"Service Unavailable","status":503,"code":"UNAVAILABLE",)"
      R"("detail":"the server is busy; try again later"})";
  append_head_start(out, 503, true);
  out.append("Retry-After: 1\r\n");
  append_content_fields(out, kProblemMediaType, kBody.size());
  out.append("\r\n").append(kBody);
}

}  // namespace duet::rest
