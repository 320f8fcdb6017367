// Days and moments as people read them.
#pragma once

#include <cstdint>
#include <string>

namespace duet::tls {

/// "2027-01-02" in UTC for seconds since 1970.
std::string date_text(std::int64_t time_s);
/// "2027-01-02 13:04:05 UTC".
std::string moment_text(std::int64_t time_s);

}  // namespace duet::tls
