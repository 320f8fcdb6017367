#include "base/log_format.hpp"

#include <array>
#include <chrono>
#include <cstdio>

#include "base/json_text.hpp"
#include "base/utf8.hpp"

namespace duet::base::log {
namespace {

constexpr std::array<std::string_view, 5> kLevelNames = {"trace", "debug", "info", "warn", "error"};
constexpr std::array<std::string_view, 5> kLevelColours = {"\x1b[2m", "\x1b[36m", "\x1b[32m", "\x1b[33m", "\x1b[31m"};
constexpr std::string_view kColourEnd = "\x1b[0m";
constexpr std::size_t kLevelWidth = 5;

// RFC 3339 in UTC with milliseconds. gmtime_r() is not used because it takes a lock of the C library.
void append_time(std::string& out, std::int64_t wall_ns) {
  namespace chrono = std::chrono;
  const chrono::sys_time<chrono::milliseconds> time{chrono::floor<chrono::milliseconds>(chrono::nanoseconds(wall_ns))};
  const auto day = chrono::floor<chrono::days>(time);
  const chrono::year_month_day date{day};
  const chrono::hh_mm_ss clock{time - day};
  char text[40];
  const int size = std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", int{date.year()},
                                 unsigned{date.month()}, unsigned{date.day()}, static_cast<int>(clock.hours().count()),
                                 static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
                                 static_cast<int>(clock.subseconds().count()));
  out.append(text, static_cast<std::size_t>(size));
}

void append_escaped_byte(std::string& out, unsigned char byte) {
  char text[8];
  switch (byte) {
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  std::snprintf(text, sizeof text, "\\x%02x", unsigned{byte});
  out += text;
}

// C1 controls steer some terminals, and the two separators end a line for some readers.
bool steers_a_reader(char32_t point) { return (point >= 0x80 && point <= 0x9F) || point == 0x2028 || point == 0x2029; }

void append_safe(std::string& out, std::string_view text, bool quoted) {
  while (!text.empty()) {
    const auto byte = static_cast<unsigned char>(text.front());
    const CodePoint point = first_code_point(text);
    if (point.size == 0 || byte < 0x20 || byte == 0x7F) {
      append_escaped_byte(out, byte);
      text.remove_prefix(1);
      continue;
    }
    if (steers_a_reader(point.value)) {
      char escaped[12];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(point.value));
      out += escaped;
    } else {
      if (quoted && (byte == '"' || byte == '\\')) out += '\\';
      out += text.substr(0, point.size);
    }
    text.remove_prefix(point.size);
  }
}

bool needs_quotes(std::string_view value) {
  if (value.empty()) return true;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte >= 0x7F || c == '"' || c == '\\' || c == '=') return true;
  }
  return false;
}

void append_value(std::string& out, std::string_view value) {
  if (!needs_quotes(value)) {
    out += value;
    return;
  }
  out += '"';
  append_safe(out, value, true);
  out += '"';
}

void append_key(std::string& out, std::string_view key) {
  for (const char c : key) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
    out += plain ? c : '_';
  }
}

}  // namespace

void append_console_line(std::string& out, const Record& record, bool colour) {
  const auto level = static_cast<std::size_t>(record.level);
  append_time(out, record.wall_ns);
  out += ' ';
  if (colour) out += kLevelColours[level];
  out += kLevelNames[level];
  if (colour) out += kColourEnd;
  out.append(kLevelWidth - kLevelNames[level].size() + 1, ' ');
  append_safe(out, record.message, false);
  for (const Field& field : record.fields) {
    out += ' ';
    append_key(out, field.key);
    out += '=';
    append_value(out, field.value);
  }
  out += '\n';
}

void append_json_line(std::string& out, const Record& record) {
  out += R"({"ts":")";
  append_time(out, record.wall_ns);
  out += R"(","level":")";
  out += kLevelNames[static_cast<std::size_t>(record.level)];
  out += R"(","msg":)";
  append_json_string(out, record.message);
  for (const Field& field : record.fields) {
    const bool taken = field.key == "ts" || field.key == "level" || field.key == "msg";
    out += ',';
    append_json_string(out, taken ? "field." + std::string(field.key) : std::string(field.key));
    out += ':';
    append_json_string(out, field.value);
  }
  out += "}\n";
}

}  // namespace duet::base::log
