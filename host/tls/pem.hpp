// Reading certificates and keys from PEM files (RFC 7468), with errors for the person who put the files there.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "tls/file_stamp.hpp"
#include "tls/openssl.hpp"

namespace duet::tls {

/// A file's content and which one it was.
struct PemFile {
  std::filesystem::path path;
  std::string role;  // "certificate": what it is for, as errors name it
  std::string text;
  FileStamp stamp;
};

/// Errors name role and file, what is wrong, and the mend. Any thread.
base::Result<PemFile> read_pem_file(const std::filesystem::path& path, const std::string& role);

/// Every certificate of the file, in its order; at least one. Other blocks, as in files that hold the key too, are
/// skipped.
base::Result<std::vector<Certificate>> parse_certificates(const PemFile& file);

/// The first private key of the file, which must not need a passphrase.
base::Result<Key> parse_key(const PemFile& file);

/// `certificate file "/etc/duet/tls/cert.pem"`: how errors begin.
std::string name_of(const PemFile& file);

}  // namespace duet::tls
