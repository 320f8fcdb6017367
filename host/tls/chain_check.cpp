#include "tls/chain_check.hpp"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>
#include <limits>

#include "tls/time_text.hpp"

namespace duet::tls {
namespace {

std::int64_t in_s(const ASN1_TIME* time) {
  std::tm utc{};
  if (ASN1_TIME_to_tm(time, &utc) != 1) return std::numeric_limits<std::int64_t>::max();
  return ::timegm(&utc);
}

std::string subject_of(const Certificate& certificate) {
  const std::string text = name_text(X509_get_subject_name(certificate.get()));
  return '"' + (text.empty() ? "no name" : text) + '"';
}

bool fits(const Certificate& certificate, const Key& key) {
  const bool same = X509_check_private_key(certificate.get(), key.get()) == 1;
  ERR_clear_error();
  return same;
}

bool signed_by(const Certificate& certificate, const Certificate& issuer) {
  EVP_PKEY* const key = X509_get0_pubkey(issuer.get());
  const bool right = X509_check_issued(issuer.get(), certificate.get()) == X509_V_OK && key != nullptr &&
                     X509_verify(certificate.get(), key) == 1;
  ERR_clear_error();
  return right;
}

std::optional<std::string> key_fault(const PemFile& certificate_file, const std::vector<Certificate>& chain,
                                     const PemFile& key_file, const Key& key) {
  if (fits(chain.front(), key)) return std::nullopt;
  for (std::size_t i = 1; i < chain.size(); ++i) {
    if (!fits(chain[i], key)) continue;
    return "the server's certificate " + subject_of(chain[i]) + " is number " + std::to_string(i + 1) + " in " +
           name_of(certificate_file) + "; it must be the first, followed by those that signed it";
  }
  return name_of(key_file) + " holds the key of another certificate than " + subject_of(chain.front()) + " in " +
         name_of(certificate_file) + "; give the two that were made together";
}

std::optional<std::string> order_fault(const PemFile& file, const std::vector<Certificate>& chain) {
  for (std::size_t i = 1; i < chain.size(); ++i) {
    if (signed_by(chain[i - 1], chain[i])) continue;
    return "in " + name_of(file) + " certificate " + std::to_string(i + 1) + ", " + subject_of(chain[i]) +
           ", has not signed the one before it, " + subject_of(chain[i - 1]) +
           "; the order is: the server's certificate, then the one that signed it, and so on";
  }
  return std::nullopt;
}

std::optional<std::string> time_fault(const PemFile& file, const std::vector<Certificate>& chain, std::int64_t now_s) {
  for (const Certificate& one : chain) {
    const std::string name = "certificate " + subject_of(one) + " in " + name_of(file);
    const std::int64_t begins_s = in_s(X509_get0_notBefore(one.get()));
    const std::int64_t ends_s = in_s(X509_get0_notAfter(one.get()));
    if (now_s > ends_s) return name + " expired on " + moment_text(ends_s) + "; put a new one there";
    if (now_s < begins_s) {
      return name + " is not valid before " + moment_text(begins_s) + "; is the machine's clock right (it says " +
             moment_text(now_s) + ")?";
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> find_fault(const PemFile& certificate_file, const std::vector<Certificate>& chain,
                                      const PemFile& key_file, const Key& key, std::int64_t now_s) {
  if (auto fault = key_fault(certificate_file, chain, key_file, key)) return fault;
  if (auto fault = order_fault(certificate_file, chain)) return fault;
  return time_fault(certificate_file, chain, now_s);
}

std::int64_t first_end_s(const std::vector<Certificate>& chain) {
  std::int64_t first = std::numeric_limits<std::int64_t>::max();
  for (const Certificate& one : chain) first = std::min(first, in_s(X509_get0_notAfter(one.get())));
  return first;
}

}  // namespace duet::tls
