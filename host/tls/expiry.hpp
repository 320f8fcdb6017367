// How long a certificate still serves, in words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tls/credentials.hpp"

namespace duet::tls {

/// With fewer days left than this an admin should know. Certificates are commonly renewed when 30 days are left, so
/// that fewer mean that the renewal does not work.
constexpr std::int64_t kWarnBelowDays = 30;

/// "CN=duet.example, ends 2027-01-02, 43 days left". `now_s` in seconds since 1970. Any thread, as the next.
std::string describe(const Credentials& credentials, std::int64_t now_s);

/// What to tell the admin when fewer than kWarnBelowDays are left: which certificate, when it ends, and the mend.
std::optional<std::string> expiry_warning(const Credentials& credentials, std::int64_t now_s);

}  // namespace duet::tls
