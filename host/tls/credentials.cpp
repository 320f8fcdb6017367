#include "tls/credentials.hpp"

#include <algorithm>
#include <utility>

#include "base/clock.hpp"
#include "tls/chain_check.hpp"
#include "tls/context.hpp"
#include "tls/pem.hpp"

namespace duet::tls {

Credentials::~Credentials() { SSL_CTX_free(context_); }

base::Result<std::shared_ptr<const Credentials>> Credentials::load(const Options& options) {
  auto certificate = read_pem_file(options.certificate, "certificate");
  if (!certificate) return certificate.error();
  auto chain = parse_certificates(*certificate);
  if (!chain) return chain.error();
  auto key_file = read_pem_file(options.key, "key");
  if (!key_file) return key_file.error();
  auto key = parse_key(*key_file);
  if (!key) return key.error();
  if (const auto fault = find_fault(*certificate, *chain, *key_file, *key, base::wall_ns() / 1'000'000'000)) {
    return base::Error{*fault};
  }

  const std::shared_ptr<Credentials> made(new Credentials);
  made->stamps_ = {certificate->stamp, key_file->stamp};
  std::vector<Certificate> client_cas;
  if (options.client != ClientCertificates::kOff) {
    if (options.client_ca.empty()) {
      return base::Error{
          "client certificates are asked for, but client_ca does not say whose; name the PEM file with the "
          "certificates "
          "of those that sign them"};
    }
    auto client_ca = read_pem_file(options.client_ca, "client_ca");
    if (!client_ca) return client_ca.error();
    auto parsed = parse_certificates(*client_ca);
    if (!parsed) return parsed.error();
    client_cas = *std::move(parsed);
    made->stamps_.push_back(client_ca->stamp);
    made->client_ca_pem_ = std::move(client_ca->text);
  }
  auto context = make_context(options, *chain, *key, client_cas);
  if (!context) {
    return base::Error{"OpenSSL does not take " + name_of(*certificate) + " with " + name_of(*key_file) + " (" +
                       context.error().message + "); make a new pair"};
  }
  made->options_ = options;
  made->certificate_pem_ = std::move(certificate->text);
  made->key_pem_ = std::move(key_file->text);
  made->subject_ = name_text(X509_get_subject_name(chain->front().get()));
  made->expires_s_ = first_end_s(*chain);
  made->context_ = context->release();
  return std::shared_ptr<const Credentials>(made);
}

std::vector<FileStamp> Credentials::look(const Options& options) {
  std::vector<FileStamp> stamps{FileStamp::of(options.certificate), FileStamp::of(options.key)};
  if (options.client != ClientCertificates::kOff) stamps.push_back(FileStamp::of(options.client_ca));
  return stamps;
}

bool Credentials::has_same_content(const Credentials& other) const {
  return certificate_pem_ == other.certificate_pem_ && key_pem_ == other.key_pem_ &&
         client_ca_pem_ == other.client_ca_pem_;
}

}  // namespace duet::tls
