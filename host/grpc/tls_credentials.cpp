#include "grpc/tls_credentials.hpp"

#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <grpcpp/security/server_credentials.h>
#include <openssl/crypto.h>
#include <openssl/ssl.h>

#include <new>
#include <string>
#include <utility>

#include "tls/store.hpp"

namespace duet::grpc_door {
namespace {

grpc_ssl_client_certificate_request_type request_type(tls::ClientCertificates wanted) {
  switch (wanted) {
    case tls::ClientCertificates::kOptional:
      return GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY;
    case tls::ClientCertificates::kRequired:
      return GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY;
    case tls::ClientCertificates::kOff:
      break;
  }
  return GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE;
}

// gRPC 1.51 has no way to say that 1.2 is too little, once it asks for certificates at each handshake. But it makes a
// new context of OpenSSL for each new certificate, on the thread that has just handed it over, and OpenSSL tells of
// every context that is made.
thread_local bool next_context_without_1_2 = false;

void on_new_context(void* context, void*, CRYPTO_EX_DATA*, int, long, void*) {
  if (std::exchange(next_context_without_1_2, false)) {
    SSL_CTX_set_options(static_cast<SSL_CTX*>(context), SSL_OP_NO_TLSv1_2);
  }
}

void watch_contexts() {
  static const int index =
      CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL_CTX, 0, nullptr, on_new_context, nullptr, nullptr);
  if (index < 0) throw std::bad_alloc();
}

/// What the server shows. gRPC asks it when it is given a connection, which one thread does (see Doorway): it would
/// exchange the certificate without a lock.
class Shown {
 public:
  explicit Shown(std::shared_ptr<const tls::Store> store) : store_(std::move(store)) {}

  grpc_server_credentials* make() {
    return grpc_ssl_server_credentials_create_with_options(
        grpc_ssl_server_credentials_create_options_using_config_fetcher(
            request_type(store_->current()->options().client), fetch, this));
  }

 private:
  static grpc_ssl_certificate_config_reload_status fetch(void* self, grpc_ssl_server_certificate_config** config) {
    return static_cast<Shown*>(self)->fetch(config);
  }

  grpc_ssl_certificate_config_reload_status fetch(grpc_ssl_server_certificate_config** config) {
    auto now = store_->current();
    if (now == shown_) return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
    const grpc_ssl_pem_key_cert_pair pair{now->key_pem().c_str(), now->certificate_pem().c_str()};
    // gRPC aborts without somebody to trust, also where no client is asked for a certificate.
    const bool asks = now->options().client != tls::ClientCertificates::kOff;
    const std::string& trusted = asks ? now->client_ca_pem() : now->certificate_pem();
    *config = grpc_ssl_server_certificate_config_create(trusted.c_str(), &pair, 1);
    next_context_without_1_2 = now->options().min_version == tls::Version::k1_3;
    shown_ = std::move(now);
    return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
  }

  const std::shared_ptr<const tls::Store> store_;
  std::shared_ptr<const tls::Credentials> shown_;
};

class TlsCredentials final : public ::grpc::ServerCredentials {
 public:
  explicit TlsCredentials(std::shared_ptr<const tls::Store> store) : shown_(std::move(store)) { watch_contexts(); }

  void SetAuthMetadataProcessor(const std::shared_ptr<::grpc::AuthMetadataProcessor>&) override {}

 private:
  int AddPortToServer(const std::string& address, grpc_server* server) override {
    grpc_server_credentials* const credentials = shown_.make();
    const int port = grpc_server_add_http2_port(server, address.c_str(), credentials);
    grpc_server_credentials_release(credentials);
    return port;
  }

  Shown shown_;  // gRPC keeps its address
};

}  // namespace

std::shared_ptr<::grpc::ServerCredentials> make_tls_credentials(std::shared_ptr<const tls::Store> store) {
  return std::make_shared<TlsCredentials>(std::move(store));
}

}  // namespace duet::grpc_door
