// Renewing a certificate while it is in use.
#include "tls/store.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "support/certificates.hpp"

namespace duet::test {
namespace {

namespace fs = std::filesystem;

class Served {
 public:
  Served() {
    options.certificate = folder / "cert.pem";
    options.key = folder / "key.pem";
  }

  Pair issue(const std::string& name) const {
    Subject subject;
    subject.common_name = name;
    return authority.issue(subject);
  }
  void put(const Pair& pair) const {
    write_file(options.certificate, pair.certificate);
    write_file(options.key, pair.key);
  }
  tls::Store open() const {
    auto loaded = tls::Credentials::load(options);
    REQUIRE(loaded.ok());
    return tls::Store(*loaded);
  }

  const Authority authority;
  const TemporaryFolder folder;
  tls::Options options;
};

bool taken(tls::Store& store) {
  const auto reloaded = store.reload();
  REQUIRE_MESSAGE(reloaded.ok(), (reloaded.ok() ? "" : reloaded.error().message));
  return *reloaded;
}

TEST_CASE("what has not changed is not taken") {
  Served served;
  const Pair pair = served.issue("one");
  served.put(pair);
  tls::Store store = served.open();
  const auto first = store.current();
  CHECK_FALSE(taken(store));
  served.put(pair);  // other files of the same content
  CHECK_FALSE(taken(store));
  CHECK(store.current() == first);
}

TEST_CASE("a new pair is taken, and what has the old one keeps it") {
  Served served;
  served.put(served.issue("one"));
  tls::Store store = served.open();
  const auto first = store.current();
  served.put(served.issue("two"));
  CHECK(taken(store));
  CHECK(store.current()->subject() == "CN=two");
  CHECK(first->subject() == "CN=one");
  CHECK(first->context() != nullptr);
  CHECK_FALSE(taken(store));
}

TEST_CASE("a pair of which only one file is replaced is told once, and taken when it is whole") {
  Served served;
  served.put(served.issue("one"));
  tls::Store store = served.open();
  const Pair next = served.issue("two");
  write_file(served.options.certificate, next.certificate);
  const auto half = store.reload();
  REQUIRE_FALSE(half.ok());
  CHECK(half.error().message.find("another certificate") != std::string::npos);
  CHECK(store.current()->subject() == "CN=one");
  CHECK_FALSE(taken(store));  // the same fault again
  write_file(served.options.key, next.key);
  CHECK(taken(store));
  CHECK(store.current()->subject() == "CN=two");
}

TEST_CASE("each new fault is told") {
  Served served;
  const Pair one = served.issue("one");
  served.put(one);
  tls::Store store = served.open();
  fs::remove(served.options.key);
  CHECK_FALSE(store.reload().ok());
  CHECK_FALSE(taken(store));
  write_file(served.options.key, "nonsense");
  CHECK_FALSE(store.reload().ok());
  CHECK_FALSE(taken(store));
  write_file(served.options.key, one.key);
  CHECK_FALSE(taken(store));  // whole again, with the same content
  fs::remove(served.options.key);
  CHECK_FALSE(store.reload().ok());  // the first fault, but anew
}

TEST_CASE("links that are swapped are followed, as Kubernetes and certbot leave them") {
  Served served;
  const auto put = [&](const std::string& version) {
    const Pair pair = served.issue(version);
    fs::create_directory(served.folder / version);
    write_file(served.folder / (version + "/cert.pem"), pair.certificate);
    write_file(served.folder / (version + "/key.pem"), pair.key);
    fs::create_directory_symlink(served.folder / version, served.folder / "next");
    fs::rename(served.folder / "next", served.folder / "current");
  };
  put("one");
  served.options.certificate = served.folder / "current/cert.pem";
  served.options.key = served.folder / "current/key.pem";
  tls::Store store = served.open();
  put("two");
  CHECK(taken(store));
  CHECK(store.current()->subject() == "CN=two");
}

TEST_CASE("a change within one step of the file system's clock is seen") {
  Served served;
  served.put(served.issue("one"));
  tls::Store store = served.open();
  const Pair two = served.issue("two");
  const auto overwrite = [](const fs::path& path, const std::string& content) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_TRUNC);
    REQUIRE(fd >= 0);
    REQUIRE(::write(fd, content.data(), content.size()) == static_cast<ssize_t>(content.size()));
    ::close(fd);
  };
  overwrite(served.options.certificate, two.certificate);
  overwrite(served.options.key, two.key);
  CHECK(taken(store));
  CHECK(store.current()->subject() == "CN=two");
}

TEST_CASE("those who may sign client certificates are renewed too") {
  Served served;
  served.put(served.issue("one"));
  served.options.client = tls::ClientCertificates::kOptional;
  served.options.client_ca = served.folder / "ca.pem";
  write_file(served.options.client_ca, served.authority.certificate());
  tls::Store store = served.open();
  CHECK_FALSE(taken(store));
  write_file(served.options.client_ca, Authority("Other").certificate());
  CHECK(taken(store));
}

TEST_CASE("a file settles once its times are past") {
  Served served;
  served.put(served.issue("one"));
  CHECK_FALSE(tls::FileStamp::of(served.options.key).settled);
  struct stat status {};
  REQUIRE(::stat(served.options.key.c_str(), &status) == 0);
  status.st_mtim = {1'000'000'000, 0};
  CHECK_FALSE(tls::FileStamp::of(status).settled);
  status.st_ctim = {1'000'000'000, 0};
  CHECK(tls::FileStamp::of(status).settled);
  CHECK(tls::FileStamp::of(served.folder / "none").fault == ENOENT);
}

}  // namespace
}  // namespace duet::test
