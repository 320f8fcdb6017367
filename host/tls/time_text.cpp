#include "tls/time_text.hpp"

#include <ctime>

namespace duet::tls {
namespace {

std::string formatted(std::int64_t time_s, const char* format) {
  const std::time_t time = time_s;
  std::tm utc{};
  ::gmtime_r(&time, &utc);
  char text[64];
  return {text, std::strftime(text, sizeof text, format, &utc)};
}

}  // namespace

std::string date_text(std::int64_t time_s) { return formatted(time_s, "%Y-%m-%d"); }
std::string moment_text(std::int64_t time_s) { return formatted(time_s, "%Y-%m-%d %H:%M:%S UTC"); }

}  // namespace duet::tls
