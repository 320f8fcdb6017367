// What is said of the days that a certificate has left.
#include "tls/expiry.hpp"

#include <doctest/doctest.h>

#include <string>

#include "support/certificates.hpp"
#include "tls/time_text.hpp"

namespace duet::test {
namespace {

constexpr std::int64_t kDayS = 24 * 3600;

TEST_CASE("moments as text") {
  CHECK(tls::date_text(0) == "1970-01-01");
  CHECK(tls::moment_text(1'798'894'800) == "2027-01-02 13:00:00 UTC");
  CHECK(tls::date_text(4'102'444'800) == "2100-01-01");
}

TEST_CASE("a certificate is described, and warned of when it ends soon") {
  const Authority authority;
  const Pair pair = authority.issue({});
  const TemporaryFolder folder;
  write_file(folder / "cert.pem", pair.certificate);
  write_file(folder / "key.pem", pair.key);
  tls::Options options;
  options.certificate = folder / "cert.pem";
  options.key = folder / "key.pem";
  const auto loaded = tls::Credentials::load(options);
  REQUIRE(loaded.ok());
  const tls::Credentials& credentials = **loaded;
  const std::int64_t end = credentials.expires_s();
  const std::string begin = "CN=duet.example, ends " + tls::date_text(end) + ", ";

  CHECK(describe(credentials, end - 43 * kDayS) == begin + "43 days left");
  CHECK(describe(credentials, end - kDayS) == begin + "1 day left");
  CHECK(describe(credentials, end - kDayS + 1) == begin + "0 days left");
  CHECK(describe(credentials, end + 1) == begin + "expired");

  CHECK_FALSE(expiry_warning(credentials, end - 30 * kDayS).has_value());
  const auto soon = expiry_warning(credentials, end - 30 * kDayS + 1);
  REQUIRE(soon.has_value());
  CHECK(*soon == "the certificate of CN=duet.example in \"" + options.certificate.string() + "\" ends on " +
                     tls::moment_text(end) + ", 29 days left; renew it");
  const auto late = expiry_warning(credentials, end + 1);
  REQUIRE(late.has_value());
  CHECK(late->find("has expired on") != std::string::npos);
}

}  // namespace
}  // namespace duet::test
