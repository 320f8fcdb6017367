// What the configuration says of TLS on one door.
#pragma once

#include <cstdint>
#include <filesystem>

namespace duet::tls {

enum class ClientCertificates {
  kOff,       // none is asked for
  kOptional,  // one that is shown must be good
  kRequired,  // no good one, no connection
};

enum class Version { k1_2, k1_3 };

struct Options {
  std::filesystem::path certificate;  // PEM: the server's certificate, then those that signed it
  std::filesystem::path key;          // PEM, without a passphrase
  std::filesystem::path client_ca;    // PEM: who may sign client certificates; needed unless client is kOff
  ClientCertificates client = ClientCertificates::kOff;
  Version min_version = Version::k1_2;
};

}  // namespace duet::tls
