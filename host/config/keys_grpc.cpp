// [grpc].
#include "config/key_words.hpp"
#include "config/keys.hpp"
#include "config/value_rules.hpp"

namespace duet::config {
namespace {

using std::chrono_literals::operator""h;

constexpr std::uint64_t kGiB = 1024 * kMiB;

// How long connections last, and who looks after silent ones.
const std::vector<Key<Grpc>>& connection_keys() {
  static const std::vector<Key<Grpc>> rows = {
      duration("keepalive_time", &Grpc::keepalive_time, 0s, 24h,
               "of silence, after which a client is pinged; 0s = never"),
      duration("keepalive_timeout", &Grpc::keepalive_timeout, 1ms, 1h,
               "for the client to answer a ping, else its connection is closed"),
      duration("min_ping_interval", &Grpc::min_ping_interval, 0s, 24h,
               "between pings of a client; one that pings more often is sent away (GOAWAY too_many_pings)"),
      duration("max_connection_idle", &Grpc::max_connection_idle, 0s, 24h,
               "without a call, then the client is sent away; 0s = no limit"),
      duration("max_connection_age", &Grpc::max_connection_age, 0s, 24h,
               "then the client is sent away, so that it looks for servers anew; 0s = no limit"),
      duration("max_connection_age_grace", &Grpc::max_connection_age_grace, 0s, 24h,
               "after that, for its calls to end; 0s = no limit"),
  };
  return rows;
}

}  // namespace

template <>
const std::vector<Key<Grpc>>& keys() {
  using Coding = Grpc::Compression;
  static const std::vector<Key<Grpc>> rows = [] {
    std::vector<Key<Grpc>> all = {
        boolean("enabled", &Grpc::enabled, "serve gRPC"),
        text("address", &Grpc::address, is_grpc_address, kGrpcAddress, "where to listen; \"*\" = everywhere"),
        integer<Grpc, std::uint16_t>("port", &Grpc::port, 0, 65535, "TCP port", "0 = any that is free"),
        integer<Grpc, std::uint32_t>("threads", &Grpc::threads, 0, 1024, "threads",
                                     "each with a completion queue; 0 = one a core"),
        integer<Grpc, std::uint32_t>("max_connections", &Grpc::max_connections, 1, 1'000'000, "connections",
                                     "open at one time; further ones are closed"),
        integer<Grpc, std::uint32_t>("max_concurrent_streams", &Grpc::max_concurrent_streams, 1, 1'000'000, "calls",
                                     "of one connection at one time; further ones wait at the client"),
        size("max_message_bytes", &Grpc::max_message_bytes, 0, 1 * kGiB,
             "a message that comes in, expanded; above it RESOURCE_EXHAUSTED"),
        word("compression", &Grpc::compression,
             Words<Coding>{{"off", Coding::off}, {"gzip", Coding::gzip}, {"deflate", Coding::deflate}},
             "of answers; a client that does not take it gets the other one if it takes that"),
        size("compression_min_bytes", &Grpc::compression_min_bytes, 0, 1 * kGiB, "smaller messages go as they are"),
    };
    all.insert(all.end(), connection_keys().begin(), connection_keys().end());
    all.push_back(boolean("reflection", &Grpc::reflection, "serve grpc.reflection.v1 and v1alpha"));
    all.push_back(boolean("health", &Grpc::health, "serve grpc.health.v1"));
    return all;
  }();
  return rows;
}

}  // namespace duet::config
