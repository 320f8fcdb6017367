#include "rest/rpc/timeout.hpp"

namespace duet::rest {
namespace {

constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kSecond = 1000 * kMillisecond;

std::optional<std::int64_t> parse_number(std::string_view text, std::size_t most_digits) {
  if (text.empty() || text.size() > most_digits) return std::nullopt;
  std::int64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

// The host adds it to its clock: a century is as good as what comes after.
std::int64_t times(std::int64_t number, std::int64_t unit) {
  constexpr std::int64_t kMost = 100LL * 365 * 24 * 3600 * kSecond;
  return number > kMost / unit ? kMost : number * unit;
}

std::int64_t unit_of(char letter) {
  switch (letter) {
    case 'H':
      return 3600 * kSecond;
    case 'M':
      return 60 * kSecond;
    case 'S':
      return kSecond;
    case 'm':
      return kMillisecond;
    case 'u':
      return 1000;
    case 'n':
      return 1;
    default:
      return 0;
  }
}

}  // namespace

std::optional<std::int64_t> parse_grpc_timeout(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const std::int64_t unit = unit_of(text.back());
  const std::optional<std::int64_t> number = parse_number(text.substr(0, text.size() - 1), 8);
  if (unit == 0 || !number) return std::nullopt;
  return times(*number, unit);
}

std::optional<std::int64_t> parse_connect_timeout(std::string_view text) {
  const std::optional<std::int64_t> number = parse_number(text, 10);
  if (!number) return std::nullopt;
  return times(*number, kMillisecond);
}

}  // namespace duet::rest
