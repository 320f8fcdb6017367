// OpenSSL's side of a server that speaks HTTP/1.1 over TLS.
#pragma once

#include <vector>

#include "base/result.hpp"
#include "tls/openssl.hpp"
#include "tls/options.hpp"

namespace duet::tls {

using Context = std::unique_ptr<SSL_CTX, FreeBy<SSL_CTX_free>>;

/// A context for `chain` (the server's certificate first) and `key`; `client_cas` sign client certificates. Safe to use
/// from any thread. The error is OpenSSL's reason why it does not take them, say a key that is too short.
base::Result<Context> make_context(const Options& options, const std::vector<Certificate>& chain, const Key& key,
                                   const std::vector<Certificate>& client_cas);

}  // namespace duet::tls
