// The host extension "duet.pattern/1": regular expressions for plugins, by RE2.
#pragma once

#include <duet/abi/ext/pattern.h>

#include <cstddef>

namespace duet::plugins {

/// The extension's table. Static storage. What compile() returns is kept for the life of the process, one per text, so
/// a plugin should compile patterns of its own, not what callers send: after kPatternsMax different ones, or for one of
/// more than kPatternBytesMax, compile() fails with a message. Memory for one pattern is bounded too.
const duet_ext_pattern* pattern_extension();

inline constexpr std::size_t kPatternsMax = 10'000;
inline constexpr std::size_t kPatternBytesMax = 16'384;

}  // namespace duet::plugins
