#include "tls/expiry.hpp"

#include "tls/time_text.hpp"

namespace duet::tls {
namespace {

constexpr std::int64_t kDayS = 24 * 60 * 60;

std::string subject_of(const Credentials& credentials) {
  return credentials.subject().empty() ? "a certificate without a name" : credentials.subject();
}

std::string days_left(std::int64_t left_s) {
  if (left_s < 0) return "expired";
  const std::int64_t days = left_s / kDayS;
  return std::to_string(days) + (days == 1 ? " day left" : " days left");
}

}  // namespace

std::string describe(const Credentials& credentials, std::int64_t now_s) {
  const std::int64_t ends_s = credentials.expires_s();
  return subject_of(credentials) + ", ends " + date_text(ends_s) + ", " + days_left(ends_s - now_s);
}

std::optional<std::string> expiry_warning(const Credentials& credentials, std::int64_t now_s) {
  const std::int64_t left_s = credentials.expires_s() - now_s;
  if (left_s >= kWarnBelowDays * kDayS) return std::nullopt;
  return "the certificate of " + subject_of(credentials) + " in \"" + credentials.options().certificate.string() +
         (left_s < 0 ? "\" has expired on " : "\" ends on ") + moment_text(credentials.expires_s()) + ", " +
         days_left(left_s) + "; renew it";
}

}  // namespace duet::tls
