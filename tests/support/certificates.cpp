#include "support/certificates.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <stdexcept>

namespace duet::test {
namespace {

using Certificate = std::shared_ptr<X509>;
using Key = std::shared_ptr<EVP_PKEY>;

constexpr std::int64_t kTenYearsS = 3650LL * 24 * 3600;

void expect(bool good, const char* what) {
  if (!good) throw std::runtime_error(what);
}

Key new_key(bool rsa) { return {rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256"), EVP_PKEY_free}; }

template <class Write>
std::string to_text(const Write& write) {
  const std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new(BIO_s_mem()), BIO_free);
  expect(write(bio.get()) == 1, "cannot write PEM or DER");
  const char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pem_of(const Certificate& certificate) {
  return to_text([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate.get()); });
}

std::string pem_of(const Key& key) {
  return to_text(
      [&](BIO* bio) { return PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
}

void add_name(X509* certificate, const char* field, const std::string& value) {
  if (value.empty()) return;
  const auto* const bytes = reinterpret_cast<const unsigned char*>(value.data());
  expect(X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), field, MBSTRING_UTF8, bytes,
                                    static_cast<int>(value.size()), -1, 0) == 1,
         "cannot set a name");
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, void (*)(X509_EXTENSION*)> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()), X509_EXTENSION_free);
  expect(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1, "cannot add an extension");
}

std::string list_of(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ",") + name;
  return list;
}

/// Signed by itself if there is no issuer.
Certificate make(const Subject& subject, const Key& key, X509* issuer, EVP_PKEY* issuer_key) {
  static std::atomic<long> serial{::getpid() * 1000L};
  Certificate made(X509_new(), X509_free);
  X509* const out = made.get();
  expect(X509_set_version(out, X509_VERSION_3) == 1, "cannot set a version");
  ASN1_INTEGER_set(X509_get_serialNumber(out), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(out), subject.begins_s);
  X509_gmtime_adj(X509_getm_notAfter(out), subject.ends_s);
  add_name(out, "O", subject.organization);
  add_name(out, "CN", subject.common_name);
  if (issuer == nullptr) {
    issuer = out;
    issuer_key = key.get();
  }
  expect(X509_set_issuer_name(out, X509_get_subject_name(issuer)) == 1 && X509_set_pubkey(out, key.get()) == 1,
         "cannot fill a certificate");
  add_extension(out, issuer, NID_basic_constraints, subject.signs ? "critical,CA:TRUE" : "critical,CA:FALSE");
  add_extension(out, issuer, NID_subject_key_identifier, "hash");
  if (!subject.signs && !subject.names.empty()) {
    add_extension(out, issuer, NID_subject_alt_name, list_of(subject.names));
  }
  expect(X509_sign(out, issuer_key, EVP_sha256()) > 0, "cannot sign a certificate");
  return made;
}

Subject authority_subject(const std::string& name, std::int64_t ends_s) {
  Subject subject;
  subject.common_name = name;
  subject.begins_s = std::min<std::int64_t>(-3600, ends_s - 3600);
  subject.ends_s = ends_s;
  subject.signs = true;
  return subject;
}

}  // namespace

Authority::Authority(std::shared_ptr<X509> certificate, std::shared_ptr<EVP_PKEY> key)
    : certificate_(std::move(certificate)), key_(std::move(key)), pem_(pem_of(certificate_)) {}

Authority::Authority(const std::string& name, std::int64_t ends_s) : key_(new_key(false)) {
  certificate_ = make(authority_subject(name, ends_s), key_, nullptr, nullptr);
  pem_ = pem_of(certificate_);
}

Pair Authority::issue(const Subject& subject) const {
  const Key key = new_key(subject.rsa);
  return {pem_of(make(subject, key, certificate_.get(), key_.get())), pem_of(key)};
}

Authority Authority::subordinate(const std::string& name) const {
  const Key key = new_key(false);
  return {make(authority_subject(name, kTenYearsS), key, certificate_.get(), key_.get()), key};
}

std::string with_passphrase(const std::string& key_pem, const std::string& passphrase) {
  const std::unique_ptr<BIO, int (*)(BIO*)> in(BIO_new_mem_buf(key_pem.data(), static_cast<int>(key_pem.size())),
                                               BIO_free);
  const Key key(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
  return to_text([&](BIO* bio) {
    return PEM_write_bio_PrivateKey(bio, key.get(), EVP_aes_128_cbc(),
                                    reinterpret_cast<const unsigned char*>(passphrase.data()),
                                    static_cast<int>(passphrase.size()), nullptr, nullptr);
  });
}

std::string to_der(const std::string& certificate_pem) {
  const std::unique_ptr<BIO, int (*)(BIO*)> in(
      BIO_new_mem_buf(certificate_pem.data(), static_cast<int>(certificate_pem.size())), BIO_free);
  const Certificate certificate(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr), X509_free);
  return to_text([&](BIO* bio) { return i2d_X509_bio(bio, certificate.get()); });
}

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "duet-tls-XXXXXX").string();
  expect(::mkdtemp(name.data()) != nullptr, "cannot make a folder");
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void write_file(const std::filesystem::path& path, std::string_view content) {
  std::filesystem::path next = path;
  next += ".new";
  std::ofstream(next, std::ios::binary | std::ios::trunc) << content;
  std::filesystem::rename(next, path);
}

}  // namespace duet::test
