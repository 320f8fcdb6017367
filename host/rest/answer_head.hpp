// The head of an answer, part by part.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <duet/abi/call.h>

#include "core/call.hpp"
#include "rest/exchange.hpp"
#include "rest/options.hpp"
#include "rest/reply_fields.hpp"

namespace duet::rest {

/// "HTTP/1.1 200 OK", the Date (RFC 9110 section 6.6.1), and "Connection: close" if asked for.
void append_head_start(std::string& out, std::uint32_t status, bool close);
/// Content-Type and Content-Length.
void append_content_fields(std::string& out, std::string_view media_type, std::size_t size);
void append_number(std::string& out, std::uint64_t number);

/// The status that the answer to a reply has. A handler chooses among final ones, and for an error among those of
/// errors, so that no answer has a 1xx status.
std::uint32_t status_of(const duet_reply& reply);
/// The same by the form that the answer has: errors of gRPC-Web and of streams are told under 200, and Connect's unary
/// ones have statuses of their own.
std::uint32_t status_of(const duet_reply& reply, const Exchange& exchange);
/// Has such an answer no content, whatever the handler says (RFC 9110 sections 15.3.5, 15.3.6 and 15.4.5)?
bool is_bodiless(std::uint32_t status);

/// Writes the head of the answer to one reply to the end of `out`. Its functions are called in the order in which they
/// stand here, those that the answer has no use for left out. Lives no longer than what it is made of.
class AnswerHead {
 public:
  AnswerHead(std::string& out, const core::Call& call, const duet_reply& reply, const Exchange& exchange,
             const RestOptions& options)
      : out_(out),
        call_(call),
        reply_(reply),
        exchange_(exchange),
        options_(options),
        fields_(read_reply_fields(metadata())) {}

  const ReplyFields& fields() const { return fields_; }
  std::span<const duet_kv> metadata() const { return {reply_.metadata, reply_.n_metadata}; }

  /// Would content of this type and size be compressed for a client that takes it? The handler can prevent it with a
  /// Content-Encoding of its own, "identity" included, or DUET_REPLY_UNCOMPRESSED. Parts of a whole (206) are those of
  /// its uncoded bytes.
  bool may_be_coded(std::uint32_t status, std::string_view media_type, std::size_t size) const;
  /// Is the client told that it has the content with this tag already (RFC 9110 section 13.2.2)?
  bool is_not_modified(std::uint32_t status, std::string_view etag) const;

  void start(std::uint32_t status, bool close);
  /// Nothing for identity.
  void coding(Coding coding);
  /// `weak`: the tag of a handler stands for the uncoded bytes, and those that are sent differ.
  void etag(std::string_view tag, bool weak);
  /// Cache-Control and Vary. `coded`: may_be_coded().
  void caching(bool coded);
  /// X-Request-Id, the rest of the metadata, trailers as fields named "trailer-..." unless the content tells them, and
  /// the head's end.
  void end(std::uint32_t status);

  /// All of a 304, in place of the above. `wanted`: the coding that the content would have had.
  void not_modified(std::string_view etag, Coding wanted, bool coded, bool close);

 private:
  bool passes_on(ReplyField field, std::uint32_t status) const;

  std::string& out_;
  const core::Call& call_;
  const duet_reply& reply_;
  const Exchange& exchange_;
  const RestOptions& options_;
  const ReplyFields fields_;
};

}  // namespace duet::rest
