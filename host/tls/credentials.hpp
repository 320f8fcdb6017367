// A server's certificate and key, as read from files.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "tls/file_stamp.hpp"
#include "tls/options.hpp"

struct ssl_ctx_st;

namespace duet::tls {

/// A certificate chain and the key that fits it, loaded and checked together. Immutable; any thread.
class Credentials {
 public:
  /// Reads the files. The error names the file, what is wrong with it (missing, unreadable, not PEM, expired, not yet
  /// valid, key and certificate do not belong together) and the mend.
  static base::Result<std::shared_ptr<const Credentials>> load(const Options& options);
  ~Credentials();
  Credentials(const Credentials&) = delete;
  Credentials& operator=(const Credentials&) = delete;

  const Options& options() const { return options_; }
  const std::string& certificate_pem() const { return certificate_pem_; }
  const std::string& key_pem() const { return key_pem_; }
  const std::string& client_ca_pem() const { return client_ca_pem_; }

  /// OpenSSL's server context for them, with ALPN "http/1.1". Sessions that use it keep it alive.
  ssl_ctx_st* context() const { return context_; }

  /// "CN=duet.example" (RFC 4514), and when the first certificate of the chain to end ends: seconds since 1970.
  const std::string& subject() const { return subject_; }
  std::int64_t expires_s() const { return expires_s_; }

  /// Which files they were read from, and which ones are there now, in the same order.
  const std::vector<FileStamp>& stamps() const { return stamps_; }
  static std::vector<FileStamp> look(const Options& options);
  bool has_same_content(const Credentials& other) const;

 private:
  Credentials() = default;

  Options options_;
  std::string certificate_pem_;
  std::string key_pem_;
  std::string client_ca_pem_;
  std::string subject_;
  std::int64_t expires_s_ = 0;
  std::vector<FileStamp> stamps_;
  ssl_ctx_st* context_ = nullptr;
};

}  // namespace duet::tls
