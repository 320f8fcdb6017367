// How a line of the log looks. Pure functions over text; log.hpp describes the formats.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/log.hpp"

namespace duet::base::log {

struct Record {
  std::int64_t wall_ns = 0;  // since 1970-01-01T00:00:00Z
  Level level = Level::info;
  std::string_view message;
  std::span<const Field> fields;
};

// Each appends one line with its line feed. `colour` marks the level with ANSI colours.
void append_console_line(std::string& out, const Record& record, bool colour);

// A field whose name the line uses itself (ts, level, msg) is written as "field.<name>", so that no key comes twice.
void append_json_line(std::string& out, const Record& record);

}  // namespace duet::base::log
