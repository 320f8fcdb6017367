// Measures the codecs beside protobuf's own (generated code, json_util) and nlohmann-json, on orders of three sizes.
//
//   bench_codecs ROUNDS SECONDS
//
// Peers of a workload take turns. Prints one JSON object a line: workload, peer, messages per second of CPU time.
#include <google/protobuf/util/json_util.h>
#include <time.h>

#include <cstdio>
#include <cstdlib>
#include <duet/codec/json.hpp>
#include <duet/codec/protobuf.hpp>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "order.hpp"
#include "order.pb.h"

namespace bench {

NLOHMANN_JSON_SERIALIZE_ENUM(Unit, {{Unit::unspecified, "UNIT_UNSPECIFIED"},
                                    {Unit::piece, "UNIT_PIECE"},
                                    {Unit::metre, "UNIT_METRE"},
                                    {Unit::kilogram, "UNIT_KILOGRAM"}})
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Address, street, city, postal_code, country)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Customer, id, name, email, address, phones)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Line, item_id, name, quantity, unit, unit_price, taxed, discounts)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Order, id, customer, lines, labels, note, total, revision)

namespace {

// CPU time, because whatever else runs on the machine must not count.
double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "bench_codecs: %s\n", what.c_str());
  std::exit(1);
}

struct Peer {
  const char* name;
  std::function<void()> run;  // handles one message
};

double rate(const Peer& peer, double seconds) {
  std::size_t batch = 1, done = 0;
  const double start = cpu_seconds();
  for (;;) {
    for (std::size_t i = 0; i < batch; ++i) peer.run();
    done += batch;
    const double taken = cpu_seconds() - start;
    if (taken >= seconds) return static_cast<double>(done) / taken;
    if (taken < seconds / 20) batch *= 2;
  }
}

void measure(const std::string& workload, const std::vector<Peer>& peers, int rounds, double seconds) {
  for (const Peer& peer : peers) rate(peer, seconds / 4);
  for (int round = 0; round < rounds; ++round)
    for (const Peer& peer : peers)
      std::printf(
          "%s\n",
          nlohmann::json{{"workload", workload}, {"peer", peer.name}, {"rate", rate(peer, seconds)}}.dump().c_str());
  std::fflush(stdout);
}

// All peers read what they write themselves: nlohmann-json's numbers are not quoted, protobuf's 64 bit ones are.
class Size {
 public:
  Size(const char* name, std::size_t lines) : name_(name), order_(make_order(lines)) {
    if (!duet::encode_protobuf(order_, wire_) || !duet::encode_json(order_, json_)) fail("the order does not encode");
    if (!message_.ParseFromString(wire_)) fail("protobuf does not read what Duet wrote");
    if (!google::protobuf::util::MessageToJsonString(message_, &util_json_).ok()) fail("json_util does not write");
    plain_json_ = nlohmann::json(order_).dump();
    check();
  }

  void measure_all(int rounds, double seconds) {
    using google::protobuf::util::JsonStringToMessage;
    using google::protobuf::util::MessageToJsonString;
    const std::string of_size = std::string(", ") + name_ + " (" + std::to_string(wire_.size()) + " bytes on the wire)";
    std::string text;
    measure("wire encode" + of_size,
            {{"duet", [&] { text.clear(), duet::encode_protobuf(order_, text); }},
             {"generated", [&] { text.clear(), message_.AppendToString(&text); }}},
            rounds, seconds);
    measure("wire decode" + of_size,
            {{"duet",
              [&] {
                Order order;
                duet::DecodeError error;
                if (!duet::decode_protobuf(wire_, order, error)) fail("decode_protobuf");
              }},
             {"generated",
              [&] {
                v1::Order order;
                if (!order.ParseFromString(wire_)) fail("ParseFromString");
              }}},
            rounds, seconds);
    measure("JSON encode" + of_size,
            {{"duet", [&] { text.clear(), duet::encode_json(order_, text); }},
             {"json_util", [&] { text.clear(), (void)MessageToJsonString(message_, &text); }},
             {"nlohmann", [&] { text = nlohmann::json(order_).dump(); }}},
            rounds, seconds);
    measure("JSON decode" + of_size,
            {{"duet",
              [&] {
                Order order;
                duet::DecodeIssues issues;
                if (!duet::decode_json(json_, order, {}, issues)) fail("decode_json");
              }},
             {"json_util",
              [&] {
                v1::Order order;
                if (!JsonStringToMessage(util_json_, &order).ok()) fail("JsonStringToMessage");
              }},
             {"nlohmann", [&] { nlohmann::json::parse(plain_json_).get<Order>(); }}},
            rounds, seconds);
  }

 private:
  // Everybody must have read the same order before speeds are compared.
  void check() const {
    Order from_wire, from_json;
    duet::DecodeError error;
    duet::DecodeIssues issues;
    v1::Order message;
    if (!duet::decode_protobuf(wire_, from_wire, error) || !(from_wire == order_)) fail("wire does not round-trip");
    if (!duet::decode_json(util_json_, from_json, {}, issues) || !(from_json == order_))
      fail("JSON does not round-trip");
    if (!google::protobuf::util::JsonStringToMessage(json_, &message).ok() ||
        message.SerializeAsString().size() != wire_.size())
      fail("json_util reads another order");
    if (!(nlohmann::json::parse(plain_json_).get<Order>() == order_)) fail("nlohmann-json reads another order");
  }

  const char* name_;
  Order order_;
  v1::Order message_;
  std::string wire_, json_, util_json_, plain_json_;
};

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  if (argc != 3) bench::fail("usage: bench_codecs ROUNDS SECONDS");
  const int rounds = std::atoi(argv[1]);
  const double seconds = std::atof(argv[2]);
  if (rounds < 1 || !(seconds > 0)) bench::fail("ROUNDS is a whole number above 0, SECONDS a number above 0");
  bench::Size("small", 1).measure_all(rounds, seconds);
  bench::Size("medium", 10).measure_all(rounds, seconds);
  bench::Size("large", 500).measure_all(rounds, seconds);
}
