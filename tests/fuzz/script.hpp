// How the bytes of a fuzzer's input come to a connection: sizes of pieces, pauses, ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fuzz {

/// An input is what the client sends, then the bytes of a script, then their number. So whatever a fuzzer makes is an
/// input, and the requests in it stand in one piece where its dictionary finds them.
struct Input {
  std::string_view sent;
  std::string_view script;
};

inline Input split_input(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostSteps = 32;
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  if (all.empty()) return {};
  const std::string_view rest = all.substr(0, size - 1);
  const std::size_t steps = static_cast<std::uint8_t>(all.back()) % (kMostSteps + 1);
  if (steps > rest.size()) return {rest, {}};
  return {rest.substr(0, rest.size() - steps), rest.substr(rest.size() - steps)};
}

/// One byte of a script: three bits say what, five how much.
struct Step {
  enum class What { kSend, kSendMore, kSendAll, kRead, kReadAll, kRelease, kWait, kEnd };

  What what;
  std::size_t much;  // 0 to 31

  explicit Step(char byte)
      : what(static_cast<What>(static_cast<std::uint8_t>(byte) >> 5)), much(static_cast<std::uint8_t>(byte) & 31) {}
};

}  // namespace fuzz
