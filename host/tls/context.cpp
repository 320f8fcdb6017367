#include "tls/context.hpp"

#include <openssl/err.h>

#include <new>
#include <string_view>

namespace duet::tls {
namespace {

// What every current client has (RFC 9325 section 4.2), with forward secrecy and authenticated encryption only.
constexpr const char* kCiphers12 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* kCiphers13 = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr const char* kGroups = "X25519:P-256:P-384";

// How long a client may come back without showing its certificate again, and so how long one is let in whose
// certificate has ended in the meantime.
constexpr long kResumableSeconds = 300;

constexpr std::string_view kProtocol = "http/1.1";

/// RFC 7301 section 3.2: a client that names protocols, but not ours, is refused with no_application_protocol.
int select_protocol(SSL*, const unsigned char** selected, unsigned char* selected_size, const unsigned char* offered,
                    unsigned int offered_size, void*) {
  for (unsigned int at = 0; at < offered_size; at += 1 + offered[at]) {
    const std::string_view one(reinterpret_cast<const char*>(offered + at + 1), offered[at]);
    if (one != kProtocol) continue;
    *selected = offered + at + 1;
    *selected_size = offered[at];
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

bool set_protocol(SSL_CTX* context, const Options& options) {
  const int least = options.min_version == Version::k1_3 ? TLS1_3_VERSION : TLS1_2_VERSION;
  // No SSL_OP_IGNORE_UNEXPECTED_EOF: a connection that is cut is not one that was ended.
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                   SSL_OP_PRIORITIZE_CHACHA);
  // The buffers of a session are given back while nothing is under way: an idle one costs half as much.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  // Tickets carry sessions to the clients; a cache beside them would only hold memory.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_timeout(context, kResumableSeconds);
  SSL_CTX_set_alpn_select_cb(context, select_protocol, nullptr);
  static constexpr unsigned char kId[] = {'d', 'u', 'e', 't'};
  return SSL_CTX_set_min_proto_version(context, least) == 1 && SSL_CTX_set_cipher_list(context, kCiphers12) == 1 &&
         SSL_CTX_set_ciphersuites(context, kCiphers13) == 1 && SSL_CTX_set1_groups_list(context, kGroups) == 1 &&
         SSL_CTX_set_session_id_context(context, kId, sizeof kId) == 1;
}

bool set_chain(SSL_CTX* context, const std::vector<Certificate>& chain, const Key& key) {
  if (SSL_CTX_use_certificate(context, chain.front().get()) != 1) return false;
  for (std::size_t i = 1; i < chain.size(); ++i) {
    if (SSL_CTX_add1_chain_cert(context, chain[i].get()) != 1) return false;
  }
  return SSL_CTX_use_PrivateKey(context, key.get()) == 1;
}

bool set_clients(SSL_CTX* context, const Options& options, const std::vector<Certificate>& client_cas) {
  if (options.client == ClientCertificates::kOff) {
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
    return true;
  }
  const int required = options.client == ClientCertificates::kRequired ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0;
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | required, nullptr);
  X509_STORE* const store = SSL_CTX_get_cert_store(context);
  // One that the admin lists is trusted, also if it is not a root.
  X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
  for (const Certificate& ca : client_cas) {
    if (X509_STORE_add_cert(store, ca.get()) != 1 || SSL_CTX_add_client_CA(context, ca.get()) != 1) return false;
  }
  return true;
}

}  // namespace

base::Result<Context> make_context(const Options& options, const std::vector<Certificate>& chain, const Key& key,
                                   const std::vector<Certificate>& client_cas) {
  ERR_clear_error();
  Context context(SSL_CTX_new(TLS_server_method()));
  if (context == nullptr) throw std::bad_alloc();
  if (!set_protocol(context.get(), options) || !set_chain(context.get(), chain, key) ||
      !set_clients(context.get(), options, client_cas)) {
    return base::Error{take_openssl_error("OpenSSL gives no reason")};
  }
  return context;
}

}  // namespace duet::tls
