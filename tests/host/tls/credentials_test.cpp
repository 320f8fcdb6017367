// What is taken as a server's certificate and key, and what is said of what is not.
#include "tls/credentials.hpp"

#include <doctest/doctest.h>
#include <openssl/ssl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <vector>

#include "support/certificates.hpp"

namespace duet::test {
namespace {

/// A good pair in a folder of its own, to be spoiled.
class Files {
 public:
  Files() {
    const Pair pair = authority.issue({});
    write_file(folder / "cert.pem", pair.certificate);
    write_file(folder / "key.pem", pair.key);
    write_file(folder / "ca.pem", authority.certificate());
    options.certificate = folder / "cert.pem";
    options.key = folder / "key.pem";
  }

  std::string error() const {
    const auto loaded = tls::Credentials::load(options);
    return loaded ? "no error" : loaded.error().message;
  }
  void set(const Pair& pair) const {
    write_file(folder / "cert.pem", pair.certificate);
    write_file(folder / "key.pem", pair.key);
  }

  const Authority authority;
  const TemporaryFolder folder;
  tls::Options options;
};

void check_parts(const std::string& message, const std::vector<std::string>& parts) {
  for (const std::string& part : parts) {
    INFO(message);
    INFO(part);
    CHECK(message.find(part) != std::string::npos);
  }
}

TEST_CASE("a pair is loaded with what is known of it") {
  Files files;
  Subject subject;
  subject.common_name = "J\xc3\xbcrgen, \"the\" server";
  subject.organization = "Duet";
  subject.rsa = true;
  const Pair pair = files.authority.issue(subject);
  files.set(pair);
  const auto loaded = tls::Credentials::load(files.options);
  REQUIRE(loaded.ok());
  const tls::Credentials& credentials = **loaded;
  CHECK(credentials.subject() == R"(CN=J\C3\BCrgen\, \"the\" server,O=Duet)");
  CHECK(credentials.certificate_pem() == pair.certificate);
  CHECK(credentials.key_pem() == pair.key);
  CHECK(credentials.client_ca_pem().empty());
  CHECK(SSL_CTX_get_min_proto_version(credentials.context()) == TLS1_2_VERSION);
}

TEST_CASE("a chain serves, and ends with the first of it that ends") {
  Files files;
  const Authority between = files.authority.subordinate("Between");
  const Pair pair = between.issue({});
  write_file(files.options.certificate, pair.certificate + between.certificate() + files.authority.certificate());
  write_file(files.options.key, pair.key);
  const auto loaded = tls::Credentials::load(files.options);
  REQUIRE_MESSAGE(loaded.ok(), files.error());
  STACK_OF(X509)* chain = nullptr;
  SSL_CTX_get0_chain_certs((*loaded)->context(), &chain);
  CHECK(sk_X509_num(chain) == 2);

  Subject early;
  early.ends_s = 24 * 3600;
  const Pair soon = between.issue(early);
  files.set({soon.certificate + between.certificate(), soon.key});
  const auto second = tls::Credentials::load(files.options);
  REQUIRE(second.ok());
  CHECK((*second)->expires_s() < (*loaded)->expires_s());
}

TEST_CASE("certificate and key may be in one file") {
  Files files;
  const Pair pair = files.authority.issue({});
  write_file(files.folder / "both.pem", pair.key + pair.certificate);
  files.options.certificate = files.options.key = files.folder / "both.pem";
  CHECK(files.error() == "no error");
}

TEST_CASE("files that cannot be read") {
  Files files;
  SUBCASE("missing") {
    files.options.certificate = files.folder / "none.pem";
    check_parts(files.error(), {"certificate file \"", "none.pem\" does not exist", "mend the path"});
  }
  SUBCASE("missing key") {
    files.options.key = files.folder / "none.pem";
    check_parts(files.error(), {"key file \"", "none.pem\" does not exist"});
  }
  SUBCASE("a folder that is a file") {
    files.options.key = files.folder / "key.pem/key";
    check_parts(files.error(), {"key file \"", "does not exist"});
  }
  SUBCASE("a folder") {
    std::filesystem::create_directory(files.folder / "folder");
    files.options.certificate = files.folder / "folder";
    check_parts(files.error(), {"folder\" is a folder", "name the file in it"});
  }
  SUBCASE("a pipe") {
    REQUIRE(::mkfifo((files.folder / "pipe").c_str(), 0600) == 0);
    files.options.key = files.folder / "pipe";
    check_parts(files.error(), {"pipe\" is not a regular file"});
  }
  SUBCASE("empty") {
    write_file(files.options.key, "");
    check_parts(files.error(), {"key file \"", "is empty", "put the key into it"});
  }
  SUBCASE("far too large") {
    write_file(files.options.certificate, std::string(5'000'000, 'x'));
    check_parts(files.error(), {"more than 4 MiB"});
  }
}

TEST_CASE("a file that the host's user may not read") {
  Files files;
  REQUIRE(::chmod(files.options.key.c_str(), 0) == 0);
  if (::geteuid() != 0) {
    check_parts(files.error(), {"key file \"", "may not be read by the user that the host runs as"});
    return;
  }
  // Root may read everything: a child without its rights looks.
  std::filesystem::permissions(files.options.key.parent_path(), std::filesystem::perms::all);
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::string message = ::setuid(65534) == 0 ? files.error() : "setuid failed";
    const bool written = ::write(ends[1], message.data(), message.size()) == static_cast<ssize_t>(message.size());
    ::_exit(written ? 0 : 1);
  }
  ::close(ends[1]);
  std::string message;
  char buffer[1024];
  for (ssize_t size = 0; (size = ::read(ends[0], buffer, sizeof buffer)) > 0;) {
    message.append(buffer, static_cast<std::size_t>(size));
  }
  ::close(ends[0]);
  int status = 0;
  CHECK(::waitpid(child, &status, 0) == child);
  check_parts(message,
              {"key file \"", "may not be read by the user that the host runs as (id 65534)", "give that user"});
}

TEST_CASE("content that is none") {
  Files files;
  const Pair pair = files.authority.issue({});
  SUBCASE("no PEM") {
    write_file(files.options.certificate, "hello\n");
    check_parts(files.error(), {"certificate file \"", "is not PEM"});
  }
  SUBCASE("DER") {
    write_file(files.options.certificate, to_der(pair.certificate));
    check_parts(files.error(), {"looks like DER", "openssl x509 -inform der"});
  }
  SUBCASE("exchanged") {
    files.set({pair.key, pair.certificate});
    check_parts(files.error(), {"certificate file", "holds no certificate, but a private key", "exchanged"});
  }
  SUBCASE("a certificate for a key") {
    files.set({pair.certificate, pair.certificate});
    check_parts(files.error(), {"key file", "holds no private key, but a certificate", "exchanged"});
  }
  SUBCASE("neither") {
    write_file(files.options.key, "-----BEGIN X-----\nAAAA\n-----END X-----\n");
    check_parts(files.error(), {"key file", "holds no private key"});
  }
  SUBCASE("cut") {
    write_file(files.options.certificate, pair.certificate.substr(0, pair.certificate.size() / 2));
    check_parts(files.error(), {"certificate 1 in certificate file", "is broken"});
  }
  SUBCASE("the second one broken") {
    write_file(files.options.certificate,
               pair.certificate + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    check_parts(files.error(), {"certificate 2 in certificate file", "is broken"});
  }
  SUBCASE("a broken key") {
    write_file(files.options.key, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    check_parts(files.error(), {"private key in key file", "is broken"});
  }
  SUBCASE("a passphrase") {
    write_file(files.options.key, with_passphrase(pair.key, "secret"));
    check_parts(files.error(), {"needs a passphrase", "openssl pkey"});
  }
}

TEST_CASE("what does not belong together") {
  Files files;
  const Authority between = files.authority.subordinate("Between");
  const Pair pair = between.issue({});
  SUBCASE("another key") {
    write_file(files.options.key, pair.key);
    check_parts(files.error(), {"key.pem\" holds the key of another certificate than \"CN=duet.example\"", "cert.pem"});
  }
  SUBCASE("a key of another kind") {
    Subject rsa;
    rsa.rsa = true;
    write_file(files.options.key, files.authority.issue(rsa).key);
    check_parts(files.error(), {"key of another certificate"});
  }
  SUBCASE("the server's certificate last") {
    files.set({between.certificate() + pair.certificate, pair.key});
    check_parts(files.error(), {"\"CN=duet.example\" is number 2", "it must be the first"});
  }
  SUBCASE("the authorities in the wrong order") {
    files.set({pair.certificate + files.authority.certificate() + between.certificate(), pair.key});
    check_parts(files.error(),
                {"certificate 2, \"CN=Duet Test CA\", has not signed the one before it", "the order is"});
  }
  SUBCASE("another authority of the same name") {
    const Authority impostor = files.authority.subordinate("Between");
    files.set({pair.certificate + impostor.certificate(), pair.key});
    check_parts(files.error(), {"has not signed the one before it"});
  }
}

TEST_CASE("what is not valid now") {
  Files files;
  Subject subject;
  SUBCASE("expired") {
    subject.begins_s = -7200;
    subject.ends_s = -3600;
    files.set(files.authority.issue(subject));
    check_parts(files.error(), {"\"CN=duet.example\"", "expired on ", " UTC", "put a new one there"});
  }
  SUBCASE("not yet valid") {
    subject.begins_s = 3600;
    files.set(files.authority.issue(subject));
    check_parts(files.error(), {"is not valid before ", "clock"});
  }
  SUBCASE("an authority in between has expired") {
    const Authority old("Old", -60);
    const Pair pair = old.issue(subject);
    files.set({pair.certificate + old.certificate(), pair.key});
    check_parts(files.error(), {"\"CN=Old\"", "expired on "});
  }
}

TEST_CASE("who may sign client certificates") {
  Files files;
  files.options.client = tls::ClientCertificates::kRequired;
  SUBCASE("not said") { check_parts(files.error(), {"client_ca does not say whose"}); }
  SUBCASE("missing") {
    files.options.client_ca = files.folder / "none.pem";
    check_parts(files.error(), {"client_ca file \"", "does not exist"});
  }
  SUBCASE("without certificates") {
    files.options.client_ca = files.options.key;
    check_parts(files.error(), {"client_ca file \"", "holds no certificate"});
  }
  SUBCASE("several") {
    const Authority other("Other CA");
    write_file(files.folder / "ca.pem", files.authority.certificate() + other.certificate());
    files.options.client_ca = files.folder / "ca.pem";
    const auto loaded = tls::Credentials::load(files.options);
    REQUIRE_MESSAGE(loaded.ok(), files.error());
    CHECK(sk_X509_NAME_num(SSL_CTX_get_client_CA_list((*loaded)->context())) == 2);
    CHECK((*loaded)->client_ca_pem() == files.authority.certificate() + other.certificate());
  }
  SUBCASE("not asked for, so not looked at") {
    files.options.client = tls::ClientCertificates::kOff;
    files.options.client_ca = files.folder / "none.pem";
    CHECK(files.error() == "no error");
  }
}

}  // namespace
}  // namespace duet::test
