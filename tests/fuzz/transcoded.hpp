// The host's translation of the same model, known by its descriptor only: it is to say what the SDK's codecs say.
#pragma once

#include <google/protobuf/arena.h>

#include <duet/descriptor/file_builder.hpp>
#include <string>
#include <string_view>

#include "core/schema.hpp"
#include "everything.hpp"
#include "transcode/read_wire.hpp"
#include "transcode/write_json.hpp"

namespace fuzz {

class Transcoded {
 public:
  static const Transcoded& instance() {
    static const Transcoded& only = *new Transcoded;
    return only;
  }

  /// What the SDK has made of a JSON text is what the translation makes of it.
  void read_json(std::string_view text, duet::JsonOptions options, const duet::DecodeIssues& issues,
                 const Everything& read) const {
    google::protobuf::Arena arena;
    auto& message = *type_->prototype->New(&arena);
    duet::DecodeIssues own;
    const bool ok =
        duet::detail::read_json(text, type_->table, &message, nullptr, options, own, [&message] { message.Clear(); });
    // The host knows every type that is mounted.
    if (words(issues).find("which is not known here") != std::string::npos) return;
    check(words(own) == words(issues), "read otherwise by the host", words(issues) + "\nby the host:\n" + words(own));
    if (!ok) return;
    Everything back;
    duet::DecodeError error;
    const bool is_deep = !duet::decode_protobuf(message.SerializeAsString(), back, error);
    check(!is_deep || error.reason.find("deeper") != std::string_view::npos, error.message(), text);
    if (!is_deep) check(json_of(back) == json_of(read), "the host reads another value", text);
  }

  /// The same of bytes.
  void read_wire(std::string_view bytes, bool ok, const duet::DecodeError& error, const Everything& read) const {
    google::protobuf::Arena arena;
    auto& message = *type_->prototype->New(&arena);
    duet::DecodeError own;
    const bool own_ok = duet::transcode::read_wire(bytes, *type_, message, own);
    check(own_ok == ok && (ok || own.message() == error.message()), "read otherwise by the host",
          error.message() + "\nby the host:\n" + own.message());
    if (ok) write_json(read);
  }

 private:
  Transcoded() {
    duet::detail::FileBuilder builder("everything.v1");
    builder.add_message<Everything>();
    std::string bytes, error;
    check(builder.finish(bytes, error), error);
    check(schema_.add("everything", {bytes}, error), error);
    type_ = types_.find("everything.v1.Everything");
  }

  static std::string words(const duet::DecodeIssues& issues) {
    std::string text = issues.malformed;
    for (const duet::Violation& one : issues.violations) {
      text.append("\n").append(one.field).append(": ").append(one.message).append(" (").append(one.type).append(")");
    }
    return text;
  }
  static std::string json_of(const Everything& message) {
    std::string text;
    duet::EncodeError error;
    return duet::encode_json(message, text, {}, &error) ? text : error.message();
  }

  void write_json(const Everything& value) const {
    const std::string theirs = json_of(value);
    // Within an Any the host tells a message that is empty from one that is not there, which a plain model cannot.
    if (theirs.find("@type") != theirs.npos || theirs.find("which is not known here") != theirs.npos) return;
    google::protobuf::Arena arena;
    auto& message = *type_->prototype->New(&arena);
    duet::DecodeError error;
    check(duet::transcode::read_wire(wire_of(value), *type_, message, error), error.message(), theirs);
    std::string ours, problem;
    if (!duet::transcode::write_json(message, *type_, {}, ours, problem)) ours = problem;
    check(ours == theirs, "written otherwise by the host", theirs + "\nby the host:\n" + ours);
  }

  duet::core::Schema schema_;
  mutable duet::transcode::MessageTypes types_{schema_.pool()};
  const duet::transcode::MessageType* type_ = nullptr;
};

}  // namespace fuzz
