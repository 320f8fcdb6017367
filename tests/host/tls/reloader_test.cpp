// The thread that looks after certificates.
#include "tls/reloader.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <thread>

#include "base/log.hpp"
#include "support/certificates.hpp"

namespace duet::test {
namespace {

class Watched {
 public:
  Watched() {
    options_.certificate = folder_ / "cert.pem";
    options_.key = folder_ / "key.pem";
    put("one");
    auto loaded = tls::Credentials::load(options_);
    REQUIRE(loaded.ok());
    store = std::make_shared<tls::Store>(*loaded);
    base::log::Options log;
    log.file = folder_ / "log";
    REQUIRE(base::log::configure(log).ok());
  }
  ~Watched() { CHECK(base::log::configure({}).ok()); }

  void put(const std::string& name) const {
    Subject subject;
    subject.common_name = name;
    const Pair pair = authority_.issue(subject);
    // The key first: a look in between sees a pair that does not fit.
    write_file(options_.key, pair.key);
    write_file(options_.certificate, pair.certificate);
  }
  void spoil() const { write_file(options_.key, "nonsense"); }

  bool serves(const std::string& name) const { return store->current()->subject() == "CN=" + name; }
  std::string log() const {
    base::log::flush();
    std::ostringstream text;
    text << std::ifstream(folder_ / "log").rdbuf();
    return text.str();
  }

  std::shared_ptr<tls::Store> store;

 private:
  const Authority authority_;
  const TemporaryFolder folder_;
  tls::Options options_;
};

template <class Condition>
void wait_for(const Condition& condition) {
  while (!condition()) std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

TEST_CASE("a new certificate is found at the interval and told in the log") {
  Watched watched;
  const tls::Reloader reloader({{"rest", watched.store}}, std::chrono::milliseconds(5));
  watched.put("two");
  wait_for([&] { return watched.serves("two"); });
  wait_for(
      [&] { return watched.log().find("new certificate door=rest certificate=\"CN=two, ends ") != std::string::npos; });
}

TEST_CASE("it looks when it is asked, and a fault leaves what there was") {
  Watched watched;
  tls::Reloader reloader({{"grpc", watched.store}}, std::chrono::milliseconds(0));
  watched.spoil();
  reloader.look_now();
  wait_for([&] { return watched.log().find("not taken") != std::string::npos; });
  CHECK(watched.serves("one"));
  CHECK(watched.log().find("door=grpc") != std::string::npos);
  watched.put("three");
  reloader.look_now();
  wait_for([&] { return watched.serves("three"); });
}

TEST_CASE("it ends at once, however long the interval") {
  Watched watched;
  const tls::Reloader reloader({{"rest", watched.store}}, std::chrono::hours(24));
}

}  // namespace
}  // namespace duet::test
