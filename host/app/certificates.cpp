#include "app/certificates.hpp"

#include <utility>

namespace duet::app {
namespace {

tls::Options tls_options(const config::Tls& from) {
  tls::Options options;
  options.certificate = from.certificate;
  options.key = from.key;
  options.client_ca = from.client_ca;
  switch (from.client_certificates) {
    case config::Tls::ClientCertificates::off:
      options.client = tls::ClientCertificates::kOff;
      break;
    case config::Tls::ClientCertificates::optional:
      options.client = tls::ClientCertificates::kOptional;
      break;
    case config::Tls::ClientCertificates::required:
      options.client = tls::ClientCertificates::kRequired;
      break;
  }
  options.min_version = from.min_version == config::Tls::Version::v1_3 ? tls::Version::k1_3 : tls::Version::k1_2;
  return options;
}

std::shared_ptr<tls::Store> load(const std::string& table, const config::Tls& from, std::vector<std::string>& errors) {
  if (from.certificate.empty()) return nullptr;
  auto credentials = tls::Credentials::load(tls_options(from));
  if (credentials) return std::make_shared<tls::Store>(std::move(*credentials));
  errors.push_back((from.location.empty() ? "" : from.location + ": ") + "[" + table +
                   "]: " + credentials.error().message);
  return nullptr;
}

}  // namespace

base::Result<Certificates, std::vector<std::string>> load_certificates(const config::Config& config) {
  std::vector<std::string> errors;
  Certificates certificates;
  if (config.rest.enabled) certificates.rest = load("rest.tls", config.rest.tls, errors);
  if (config.grpc.enabled) certificates.grpc = load("grpc.tls", config.grpc.tls, errors);
  if (!errors.empty()) return errors;
  return certificates;
}

}  // namespace duet::app
