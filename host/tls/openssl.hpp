// What every user of OpenSSL in the host needs: ownership of its objects, and its error queue as text.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace duet::tls {

template <auto kFree>
struct FreeBy {
  template <class T>
  void operator()(T* object) const {
    kFree(object);
  }
};

using Bio = std::unique_ptr<BIO, FreeBy<BIO_free>>;
using Certificate = std::unique_ptr<X509, FreeBy<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, FreeBy<EVP_PKEY_free>>;

/// The first error of the calling thread's queue in words, or `otherwise` if there is none. Empties the queue.
std::string take_openssl_error(const char* otherwise);

/// A name in the form of RFC 4514 ("CN=alice,O=Example"), with everything but ASCII escaped, so that it can stand in
/// header fields and log lines as it is.
std::string name_text(const X509_NAME* name);

}  // namespace duet::tls
