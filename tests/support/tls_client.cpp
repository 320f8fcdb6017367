#include "support/tls_client.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <stdexcept>

namespace duet::test {
namespace {

void expect(bool good, const char* what) {
  if (!good) throw std::runtime_error(what);
}

std::unique_ptr<BIO, int (*)(BIO*)> reader(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free};
}

void trust(SSL_CTX* context, const std::string& pem) {
  const auto bio = reader(pem);
  while (X509* const one = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context), one);
    X509_free(one);
  }
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
}

void show(SSL_CTX* context, const Pair& pair) {
  const auto bio = reader(pair.certificate);
  X509* const certificate = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr);
  expect(SSL_CTX_use_certificate(context, certificate) == 1, "cannot use a certificate");
  X509_free(certificate);
  while (X509* const next = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) {
    SSL_CTX_add0_chain_cert(context, next);
  }
  const auto key_bio = reader(pair.key);
  EVP_PKEY* const key = PEM_read_bio_PrivateKey(key_bio.get(), nullptr, nullptr, nullptr);
  expect(SSL_CTX_use_PrivateKey(context, key) == 1, "cannot use a key");
  EVP_PKEY_free(key);
}

std::string in_wire_form(const std::vector<std::string>& protocols) {
  std::string wire;
  for (const std::string& one : protocols) wire += static_cast<char>(one.size()) + one;
  return wire;
}

}  // namespace

TlsClient::TlsClient(const TlsClientOptions& options) : context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {
  SSL_CTX* const context = context_.get();
  SSL_CTX_set_min_proto_version(context, options.min_version);
  SSL_CTX_set_max_proto_version(context, options.max_version);
  if (!options.ciphers.empty()) {
    expect(SSL_CTX_set_cipher_list(context, options.ciphers.c_str()) == 1, "no such cipher");
  }
  // So that old versions and weak keys can be tried at all.
  SSL_CTX_set_security_level(context, 0);
  if (!options.ca.empty()) trust(context, options.ca);
  if (!options.certificate.key.empty()) show(context, options.certificate);
  ssl_ = {SSL_new(context), SSL_free};
  SSL* const ssl = ssl_.get();
  if (const std::string wire = in_wire_form(options.protocols); !wire.empty()) {
    SSL_set_alpn_protos(ssl, reinterpret_cast<const unsigned char*>(wire.data()), static_cast<unsigned>(wire.size()));
  }
  SSL_set_app_data(ssl, this);
  SSL_set_info_callback(ssl, note);
  SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  SSL_set_tlsext_host_name(ssl, "localhost");
  SSL_set_connect_state(ssl);
  step();
}

void TlsClient::note(const SSL* ssl, int where, int value) {
  if ((where & SSL_CB_READ_ALERT) != SSL_CB_READ_ALERT || (value >> 8) != SSL3_AL_FATAL) return;
  static_cast<TlsClient*>(SSL_get_app_data(ssl))->alert_ = SSL_alert_desc_string_long(value);
}

void TlsClient::step() {
  ERR_clear_error();
  SSL* const ssl = ssl_.get();
  int result = 1;
  if (!handshake_done_) {
    result = SSL_do_handshake(ssl);
    handshake_done_ = result == 1;
  }
  char buffer[4096];
  while (result == 1) {
    std::size_t size = 0;
    result = SSL_read_ex(ssl, buffer, sizeof buffer, &size);
    if (result == 1) plain_.append(buffer, size);
  }
  const int error = SSL_get_error(ssl, result);
  if (error == SSL_ERROR_ZERO_RETURN) {
    ended_ = true;
  } else if (error != SSL_ERROR_WANT_READ && failure_.empty()) {
    const char* const reason = ERR_reason_error_string(ERR_peek_error());
    failure_ = reason != nullptr ? reason : "failed";
  }
  ERR_clear_error();
}

std::string TlsClient::take_output() {
  BIO* const bio = SSL_get_wbio(ssl_.get());
  std::string out(BIO_ctrl_pending(bio), '\0');
  if (!out.empty()) BIO_read(bio, out.data(), static_cast<int>(out.size()));
  return out;
}

void TlsClient::receive(std::string_view cipher) {
  if (cipher.empty()) return;
  BIO_write(SSL_get_rbio(ssl_.get()), cipher.data(), static_cast<int>(cipher.size()));
  step();
}

void TlsClient::write(std::string_view plain) {
  expect(SSL_write(ssl_.get(), plain.data(), static_cast<int>(plain.size())) == static_cast<int>(plain.size()),
         "cannot write");
}

void TlsClient::write_end() { SSL_shutdown(ssl_.get()); }

std::string TlsClient::protocol() const {
  const unsigned char* data = nullptr;
  unsigned int size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &data, &size);
  return {reinterpret_cast<const char*>(data), size};
}

std::string TlsClient::server_subject() const {
  const X509* const certificate = SSL_get0_peer_certificate(ssl_.get());
  if (certificate == nullptr) return {};
  const std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new(BIO_s_mem()), BIO_free);
  X509_NAME_print_ex(bio.get(), X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253);
  const char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace duet::test
