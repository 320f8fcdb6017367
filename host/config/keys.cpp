#include "config/keys.hpp"

#include "config/key_path.hpp"
#include "config/key_words.hpp"
#include "config/value_rules.hpp"

namespace duet::config {
namespace {

using std::chrono_literals::operator""h;

constexpr std::uint32_t kThreadsMax = 1024;

}  // namespace

template <>
const std::vector<Key<Config>>& keys() {
  static const std::vector<Key<Config>> none;
  return none;
}

template <>
const std::vector<Key<Log>>& keys() {
  using base::log::Format;
  using base::log::Level;
  static const std::vector<Key<Log>> rows = {
      word("level", &Log::level,
           Words<Level>{{"trace", Level::trace},
                        {"debug", Level::debug},
                        {"info", Level::info},
                        {"warn", Level::warn},
                        {"error", Level::error}},
           "the least level that is written"),
      word("format", &Log::format, Words<Format>{{"console", Format::console}, {"json", Format::json}},
           "lines for people, or one JSON object a line"),
      boolean("access", &Log::access, "one line at level info for every call"),
  };
  return rows;
}

template <>
const std::vector<Key<Tls>>& keys() {
  using Client = Tls::ClientCertificates;
  using Version = Tls::Version;
  static const std::vector<Key<Tls>> rows = {
      path_from_file("certificate", &Tls::certificate, true,
                     "PEM file: the server's certificate, then those that signed it; \"\" = no TLS"),
      path_from_file("key", &Tls::key, true, "PEM file: the certificate's key, without a passphrase"),
      word("client_certificates", &Tls::client_certificates,
           Words<Client>{{"off", Client::off}, {"optional", Client::optional}, {"required", Client::required}},
           "whether clients have to show certificates; \"optional\" = one that is shown must be good"),
      path_from_file("client_ca", &Tls::client_ca, true, "PEM file: whose signature on client certificates counts"),
      word("min_version", &Tls::min_version, Words<Version>{{"1.2", Version::v1_2}, {"1.3", Version::v1_3}},
           "the oldest version of TLS that clients may speak"),
  };
  return rows;
}

template <>
const std::vector<Key<Certificates>>& keys() {
  static const std::vector<Key<Certificates>> rows = {
      duration("check_interval", &Certificates::check_interval, 0s, 24h,
               "how often certificate files are looked at for newer ones; 0s = at SIGHUP only"),
  };
  return rows;
}

template <>
const std::vector<Key<Executor>>& keys() {
  static const std::vector<Key<Executor>> rows = {
      integer<Executor, std::uint32_t>("threads", &Executor::threads, 0, kThreadsMax, "threads",
                                       "of the pool that handlers run on; 0 = two a core"),
      integer<Executor, std::uint32_t>("queue", &Executor::queue, 0, 1'000'000, "calls",
                                       "that may wait for a thread; further ones get RESOURCE_EXHAUSTED"),
      word(
          "default", &Executor::default_execution,
          Words<Execution>{{"auto", Execution::automatic}, {"pool", Execution::pool}, {"inline", Execution::in_line}},
          "where a handler runs that does not say; \"inline\" = on the door's own thread, \"auto\" = on the pool until "
          "its measured times show that it is quick, then on the door's"),
      integer<Executor, std::uint32_t>("stream_threads", &Executor::stream_threads, 1, 100'000, "threads",
                                       "for streaming handlers that are no coroutines, which hold one each; further "
                                       "streams of theirs get RESOURCE_EXHAUSTED"),
      duration("watchdog", &Executor::watchdog, 0s, 1h,
               "a handler that holds a door's thread for longer is named in the log; 0s = none is"),
  };
  return rows;
}

template <>
const std::vector<Key<Calls>>& keys() {
  static const std::vector<Key<Calls>> rows = {
      integer<Calls, std::uint32_t>("max_in_flight", &Calls::max_in_flight, 0, 1'000'000, "calls",
                                    "at one time over both doors; further ones get RESOURCE_EXHAUSTED; 0 = no limit"),
      duration("default_timeout", &Calls::default_timeout, 0s, 24h, "of a call that brings none; 0s = none"),
      duration("max_timeout", &Calls::max_timeout, 0s, 24h, "longer ones are cut to it; 0s = no limit"),
  };
  return rows;
}

template <>
const std::vector<Key<Shutdown>>& keys() {
  static const std::vector<Key<Shutdown>> rows = {
      duration("delay", &Shutdown::delay, 0s, 1h,
               "after SIGTERM, from health saying NOT_SERVING until the doors close; for load balancers to notice"),
      duration("grace", &Shutdown::grace, 0s, 24h, "then, for calls in flight to finish"),
  };
  return rows;
}

}  // namespace duet::config
