// Messages as the elements of a JSON array: application/json.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "rest/stream/format.hpp"

namespace duet::rest {

/// Finds the elements of one array as they come, each as soon as it is whole. It knows strings, escapes and nesting,
/// and no more: whether an element is JSON at all, the one who reads it says.
class JsonArrayReader final : public MessageReader {
 public:
  /// Deeper elements than this are refused with 400, as by all readers of JSON here.
  static constexpr std::size_t kMostDepth = 100;

  /// `limit`: bytes of one element; above it 413.
  explicit JsonArrayReader(std::uint64_t limit) : limit_(limit) {}

  bool read(std::string_view content, std::vector<std::string>& messages, core::Failure& failure) override;
  bool finish(std::vector<std::string>& messages, core::Failure& failure) override;
  std::size_t held() const override { return element_.size(); }

 private:
  enum class State {
    kStart,         // before the array
    kFirst,         // before the first element, or the end
    kElement,       // before an element that has to come
    kScalar,        // within a number or a word
    kText,          // within an element that is a string
    kNested,        // within an object or array
    kNestedText,    // within a string in it
    kAfterElement,  // before a comma, or the end
    kEnd,           // after the array
  };

  bool step(char c, std::vector<std::string>& messages, core::Failure& failure);
  bool begin_element(char c, core::Failure& failure);
  bool nest(char c, core::Failure& failure);
  bool add(std::string_view part, core::Failure& failure);
  void end_element(std::vector<std::string>& messages);
  bool fail(core::Failure& failure, std::string_view what) const;

  const std::uint64_t limit_;
  State state_ = State::kStart;
  bool escaped_ = false;      // the next character of a string stands for itself
  std::size_t depth_ = 0;     // of the element
  std::uint64_t number_ = 0;  // of elements that are whole
  std::string element_;       // what there is of one that is not
};

/// An error after the first message is the last element: {"error": problem}, of RFC 9457. Heartbeats are blanks.
class JsonArrayWriter final : public MessageWriter {
 public:
  std::string_view media_type() const override { return "application/json"; }
  bool tells_trailers() const override { return false; }
  void begin(std::string& out) override;
  void message(std::string& out, std::span<const duet_slice> message, bool compress) override;
  void end(std::string& out, const core::Call& call, const duet_reply& reply) override;
  bool heartbeat(std::string& out, bool asking) override;

 private:
  bool any_ = false;
};

}  // namespace duet::rest
