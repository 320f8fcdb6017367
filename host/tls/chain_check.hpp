// Whether a certificate chain and a key can serve together.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tls/pem.hpp"

namespace duet::tls {

/// What is wrong with them and the mend, or nothing: the key is that of the first certificate, each further one signed
/// the one before it (RFC 5246 section 7.4.2), all are valid at `now_s` (seconds since 1970). Any thread.
std::optional<std::string> find_fault(const PemFile& certificate_file, const std::vector<Certificate>& chain,
                                      const PemFile& key_file, const Key& key, std::int64_t now_s);

/// When the first of them to end ends, in seconds since 1970.
std::int64_t first_end_s(const std::vector<Certificate>& chain);

}  // namespace duet::tls
