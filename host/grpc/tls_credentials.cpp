#include "grpc/tls_credentials.hpp"

#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <grpcpp/security/server_credentials.h>

#include <deque>
#include <string>
#include <utility>

#include "grpc/listen_address.hpp"
#include "grpc/options.hpp"
#include "tls/store.hpp"

/// gRPC 1.51 can be held to TLS 1.3, but no public header says so. The program does not link should this function ever
/// go.
class grpc_ssl_server_credentials {
 public:
  void set_min_tls_version(grpc_tls_version version);
};

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

/// What one listening socket shows. gRPC asks it while it accepts, one connection at a time.
class Shown {
 public:
  explicit Shown(std::shared_ptr<const tls::Store> store) : store_(std::move(store)) {}

  grpc_server_credentials* make() {
    const tls::Options& options = store_->current()->options();
    grpc_server_credentials* const made = grpc_ssl_server_credentials_create_with_options(
        grpc_ssl_server_credentials_create_options_using_config_fetcher(request_type(options.client), fetch, this));
    if (options.min_version == tls::Version::k1_3) {
      reinterpret_cast<grpc_ssl_server_credentials*>(made)->set_min_tls_version(grpc_tls_version::TLS1_3);
    }
    return made;
  }

 private:
  static grpc_ssl_certificate_config_reload_status fetch(void* self, grpc_ssl_server_certificate_config** config) {
    return static_cast<Shown*>(self)->fetch(config);
  }

  grpc_ssl_certificate_config_reload_status fetch(grpc_ssl_server_certificate_config** config) {
    auto now = store_->current();
    if (now == shown_) return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
    const grpc_ssl_pem_key_cert_pair pair{now->key_pem().c_str(), now->certificate_pem().c_str()};
    const char* const client_ca = now->client_ca_pem().empty() ? nullptr : now->client_ca_pem().c_str();
    *config = grpc_ssl_server_certificate_config_create(client_ca, &pair, 1);
    shown_ = std::move(now);
    return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
  }

  const std::shared_ptr<const tls::Store> store_;
  std::shared_ptr<const tls::Credentials> shown_;
};

class TlsCredentials final : public ::grpc::ServerCredentials {
 public:
  explicit TlsCredentials(const GrpcOptions& options) : options_(options) {}

  void SetAuthMetadataProcessor(const std::shared_ptr<::grpc::AuthMetadataProcessor>&) override {}

 private:
  /// A name can mean several addresses, and gRPC 1.51 would let their sockets exchange one certificate under each other
  /// without a lock. So each address is added by itself, with credentials of its own. As gRPC has it, one that can be
  /// listened on is enough.
  int AddPortToServer(const std::string&, grpc_server* server) override {
    int port = 0;
    for (const std::string& host : numeric_hosts(options_.address)) {
      shown_.emplace_back(options_.tls);
      grpc_server_credentials* const credentials = shown_.back().make();
      const auto wanted = port != 0 ? static_cast<std::uint16_t>(port) : options_.port;
      const int bound = grpc_server_add_http2_port(server, host_and_port(host, wanted).c_str(), credentials);
      grpc_server_credentials_release(credentials);
      if (bound != 0) port = bound;
    }
    return port;
  }

  const GrpcOptions options_;
  std::deque<Shown> shown_;  // gRPC keeps their addresses
};

}  // namespace

std::shared_ptr<::grpc::ServerCredentials> make_tls_credentials(const GrpcOptions& options) {
  return std::make_shared<TlsCredentials>(options);
}

}  // namespace duet::grpc_door
