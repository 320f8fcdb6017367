// Durations, sizes and file modes as config.toml writes them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace duet::config {

// "250ms", "30s", "5m", "1h": a whole number and a unit, nothing else. Nothing when the text is not of that form or the
// duration does not fit.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

// "64KiB", "4MiB", "1GiB", or "512B". Nothing when the text is not of that form or the size does not fit.
std::optional<std::uint64_t> parse_size(std::string_view text);

// "0660": three octal digits, a "0" before them or not. Nothing when the text is not of that form.
std::optional<std::uint32_t> parse_file_mode(std::string_view text);

// The shortest form that the parsers read back as the same value. @pre the duration is not negative.
std::string show_duration(std::chrono::milliseconds duration);
std::string show_size(std::uint64_t bytes);

// Four octal digits. @pre mode <= 0777
std::string show_file_mode(std::uint32_t mode);

}  // namespace duet::config
