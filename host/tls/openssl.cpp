#include "tls/openssl.hpp"

#include <openssl/err.h>

#include <new>

namespace duet::tls {

std::string take_openssl_error(const char* otherwise) {
  const unsigned long code = ERR_peek_error();
  ERR_clear_error();
  if (code == 0) return otherwise;
  if (const char* const reason = ERR_reason_error_string(code); reason != nullptr) return reason;
  return otherwise;
}

std::string name_text(const X509_NAME* name) {
  const Bio text(BIO_new(BIO_s_mem()));
  if (text == nullptr) throw std::bad_alloc();
  if (X509_NAME_print_ex(text.get(), name, 0, XN_FLAG_RFC2253) < 0) return {};
  const char* data = nullptr;
  const long size = BIO_get_mem_data(text.get(), &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

}  // namespace duet::tls
