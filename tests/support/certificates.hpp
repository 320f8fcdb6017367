// Certificate authorities, certificates and keys that a test makes for itself.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct x509_st;
struct evp_pkey_st;

namespace duet::test {

/// What a certificate is to say.
struct Subject {
  std::string common_name = "duet.example";
  std::string organization = {};
  std::vector<std::string> names = {"DNS:localhost", "IP:127.0.0.1"};
  std::int64_t begins_s = -3600;  // from now
  std::int64_t ends_s = 90 * 24 * 3600;
  bool rsa = false;  // else P-256
  bool signs = false;
};

/// A certificate with its key, in PEM.
struct Pair {
  std::string certificate;
  std::string key;
};

/// Signs certificates.
class Authority {
 public:
  explicit Authority(const std::string& name = "Duet Test CA", std::int64_t ends_s = 3650LL * 24 * 3600);

  Pair issue(const Subject& subject) const;
  /// One that this one has signed.
  Authority subordinate(const std::string& name) const;
  const std::string& certificate() const { return pem_; }

 private:
  Authority(std::shared_ptr<x509_st> certificate, std::shared_ptr<evp_pkey_st> key);

  std::shared_ptr<x509_st> certificate_;
  std::shared_ptr<evp_pkey_st> key_;
  std::string pem_;
};

/// The same key, encrypted.
std::string with_passphrase(const std::string& key_pem, const std::string& passphrase);
/// The first certificate of `pem` in DER.
std::string to_der(const std::string& certificate_pem);

/// A folder of its own, removed with all that is in it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// Puts a file there, or replaces it as careful programs do: by a rename.
void write_file(const std::filesystem::path& path, std::string_view content);

}  // namespace duet::test
