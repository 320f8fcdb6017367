// One model, as the SDK knows it and as the transcoder does: by its descriptor.
#pragma once

#include <doctest/doctest.h>
#include <google/protobuf/arena.h>

#include <duet/codec/json.hpp>
#include <duet/codec/protobuf.hpp>
#include <duet/descriptor/file_builder.hpp>
#include <random>
#include <string>

#include "core/schema.hpp"
#include "transcode/read_wire.hpp"
#include "transcode/write_json.hpp"

namespace duet::test {

inline std::string words(const Violations& violations) {
  std::string text;
  for (const Violation& each : violations) text += each.field + ": " + each.message + " (" + each.type + ")\n";
  return text;
}

template <Model T>
std::string wire_of(const T& value) {
  std::string bytes;
  EncodeError error;
  const bool ok = encode_protobuf(value, bytes, &error);
  INFO(error.message());
  REQUIRE(ok);
  return bytes;
}

template <Model T>
class Both {
 public:
  explicit Both(const std::string& package = "both.v1") : types_{linked(schema_, package), contract(schema_)} {
    type_ = types_.find(package + "." + std::string(detail::kModelData<T>.name));
    REQUIRE(type_ != nullptr);
  }

  const transcode::MessageType& type() const { return *type_; }

  struct Read {
    bool ok = false;
    DecodeIssues issues;
    std::string wire, text;  // what the text came to, as the SDK writes it
  };
  Read by_sdk(std::string_view text, JsonOptions options = {}) const {
    Read read;
    T value{};
    read.ok = decode_json(text, value, options, read.issues);
    if (read.ok) note(value, read);
    return read;
  }
  Read by_tables(std::string_view text, JsonOptions options = {}) const {
    Read read;
    google::protobuf::Arena arena;
    auto& message = *type_->prototype->New(&arena);
    read.ok = detail::read_json(text, type_->table, &message, nullptr, options, read.issues, [&] { message.Clear(); });
    if (!read.ok) return read;
    T value{};
    DecodeError error;
    const bool is_read = decode_protobuf(message.SerializeAsString(), value, error);
    INFO(error.message());
    REQUIRE(is_read);
    note(value, read);
    return read;
  }

  /// Both must say the same of the text. Do they take it?
  bool agree(std::string_view text, JsonOptions options = {}) const {
    const Read one = by_sdk(text, options);
    const Read two = by_tables(text, options);
    INFO("text: ", std::string(text));
    CHECK(one.ok == two.ok);
    CHECK(one.issues.malformed == two.issues.malformed);
    CHECK(words(one.issues.violations) == words(two.issues.violations));
    // The bytes within an Any are whose they are: entries of maps have no order in them.
    CHECK(one.text == two.text);
    if (one.text.find("@type") == one.text.npos) CHECK(one.wire == two.wire);
    return one.ok;
  }

  /// Both must say the same of the bytes, and write the same JSON if they take them. Do they?
  bool agree_on_wire(std::string_view bytes, JsonOptions options = {}) const {
    T value{};
    DecodeError one, two;
    google::protobuf::Arena arena;
    auto& message = *type_->prototype->New(&arena);
    const bool ok = decode_protobuf(bytes, value, one);
    CHECK(transcode::read_wire(bytes, *type_, message, two) == ok);
    CHECK(one.message() == two.message());
    if (!ok) return false;
    EncodeError error;
    Written by_sdk{};
    by_sdk.ok = encode_json(value, by_sdk.text, options, &error);
    if (!by_sdk.ok) by_sdk.problem = error.message();
    // A plain model cannot tell an empty message from none, so it gives its own bytes for the comparison of texts; of
    // the bytes as they came the texts must mean the same.
    auto& again = *type_->prototype->New(&arena);
    REQUIRE(transcode::read_wire(wire_of(value), *type_, again, two));
    const Written by_tables = write(again, options);
    CHECK(by_tables.ok == by_sdk.ok);
    CHECK(by_tables.text == by_sdk.text);
    CHECK(by_tables.problem == by_sdk.problem);
    const Written as_it_came = write(message, options);
    CHECK(as_it_came.ok == by_sdk.ok);
    if (as_it_came.ok) CHECK(this->by_sdk(as_it_came.text).wire == this->by_sdk(by_sdk.text).wire);
    return true;
  }

 private:
  static void note(const T& value, Read& read) {
    read.wire = wire_of(value);
    if (EncodeError error; !encode_json(value, read.text, {}, &error)) read.text = error.message();
  }

  struct Written {
    bool ok;
    std::string text;
    std::string problem;
  };
  Written write(const google::protobuf::Message& message, JsonOptions options) const {
    Written written{};
    written.ok = transcode::write_json(message, *type_, options, written.text, written.problem);
    return written;
  }

  static const google::protobuf::DescriptorPool& linked(core::Schema& schema, const std::string& package) {
    detail::FileBuilder builder(package);
    builder.add_message<T>();
    std::string bytes, error;
    const bool built = builder.finish(bytes, error);
    INFO(error);
    REQUIRE(built);
    const bool linked = schema.add("both", {bytes}, error);
    INFO(error);
    REQUIRE(linked);
    return schema.pool();
  }

  static transcode::MessageTypes::Contract contract(const core::Schema& schema) {
    transcode::MessageTypes::Contract files;
    for (const std::string& name : schema.files_of("both")) files.push_back(schema.pool().FindFileByName(name));
    return files;
  }

  core::Schema schema_;
  transcode::MessageTypes types_;
  const transcode::MessageType* type_ = nullptr;
};

/// Changes, takes away, doubles and inserts pieces of texts and bytes. The same each time it is run.
class Tamperer {
 public:
  explicit Tamperer(std::uint64_t seed) : engine_(seed) {}

  std::size_t below(std::size_t n) { return engine_() % n; }

  std::string json(std::string text) {
    static constexpr std::string_view kPieces[] = {
        "null", "{}",        "[]",    "\"\"",  "1e999", "-1",   "true", "\"a\"", ",",      "\\",
        "{\"",  "\":1",      "0.5",   "1e2",   "]",     "}",    "\x80", "\"1\"", "2",      ".",
        "Z",    "\"@type\"", "\\u00", "\"s\"", "T",     "0001", "[{}]", "\"-\"", "\"NaN\""};
    return tampered(std::move(text), kPieces);
  }
  std::string wire(std::string bytes) {
    static constexpr std::string_view kPieces[] = {{"\x00", 1}, "\x08", "\x0a",     "\x0b", "\x0c",     "\x0d",
                                                   "\x09",      "\xff", "\x80\x80", "\x7f", "\x12\x03", "\xed\xa0\x80"};
    return tampered(std::move(bytes), kPieces);
  }

 private:
  template <std::size_t N>
  std::string tampered(std::string text, const std::string_view (&pieces)[N]) {
    for (auto n = below(3) + 1; n > 0 && !text.empty(); --n) {
      const std::size_t at = below(text.size());
      const std::size_t size = below(8);
      switch (below(5)) {
        case 0:
          text.erase(at, size);
          break;
        case 1:
          text.insert(at, pieces[below(N)]);
          break;
        case 2:
          text[at] = static_cast<char>(below(256));
          break;
        case 3:
          text.replace(at, size, pieces[below(N)]);
          break;
        default:
          text.insert(at, text.substr(below(text.size()), size * 4));
      }
    }
    return text;
  }

  std::mt19937_64 engine_;
};

}  // namespace duet::test
