// The stream workloads as a plugin.
#include <duet/plugin.hpp>

#include <cstdint>
#include <string>

namespace {

struct WatchRequest {
  std::int32_t count = 0;
};
DUET_MODEL(WatchRequest, DUET_FIELD(1, count, duet::ge(0)));

struct Tick {
  std::int32_t number = 0;
  std::string symbol;
  double price = 0;
};
DUET_MODEL(Tick, DUET_FIELD(1, number), DUET_FIELD(2, symbol), DUET_FIELD(3, price));

class Ticks {
 public:
  explicit Ticks(duet::PluginContext) {}

  duet::Task<duet::Status> watch(const WatchRequest& request, duet::Writer<Tick>& ticks, duet::Call&) {
    for (std::int32_t i = 1; i <= request.count; ++i) {
      const Tick tick{i, "DUET", 19.5};
      if (!co_await ticks.write(tick)) break;
    }
    co_return duet::Status();
  }

  static void describe(duet::Plugin<Ticks>& plugin) {
    plugin.id("com.example.ticks").version("1.0.0");
    plugin.service("ticks.v1.Ticks").server_stream("Watch", &Ticks::watch).get("/ticks");
  }
};

}  // namespace

DUET_PLUGIN(Ticks)
