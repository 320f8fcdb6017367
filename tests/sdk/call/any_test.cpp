// What a plugin's duet::Any may hold without being told.
#include <doctest/doctest.h>

#include <optional>
#include <string>

#include <duet/plugin.hpp>
#include <duet/well_known.hpp>

#include "support/test_plugin.hpp"

namespace parcels {

struct Stamp {
  std::string country;
};
DUET_MODEL(Stamp, DUET_FIELD(1, country));

struct Parcel {
  std::optional<duet::Any> content;
  std::optional<Stamp> stamp;
};
DUET_MODEL(Parcel, DUET_FIELD(1, content), DUET_FIELD(2, stamp));

// In no method.
struct Letter {
  std::string text;
};
DUET_MODEL(Letter, DUET_FIELD(1, text));
struct Postcard {
  std::string text;
};
DUET_MODEL(Postcard, DUET_FIELD(1, text));

class Parcels {
 public:
  explicit Parcels(duet::PluginContext) {}
  duet::Result<Parcel> send(const Parcel& parcel, duet::Call&) { return parcel; }
  duet::Result<Parcel> write(const duet::Empty&, duet::Call&) {
    return Parcel{duet::Any::pack(Letter{"Dear all"}), {}};
  }

  static void describe(duet::Plugin<Parcels>& plugin) {
    plugin.id("com.example.parcels").version("1.0.0").any<Letter>("parcels.v1.Letter");
    auto& service = plugin.service("parcels.v1.Parcels");
    service.unary("Send", &Parcels::send);
    service.unary("Write", &Parcels::write);
  }
};

}  // namespace parcels

namespace {

struct Served {
  duet::test::TestHost host;
  duet::test::TestPlugin plugin{host, duet::plugin_table<parcels::Parcels>()};

  std::string send(const std::string& content) {
    return plugin.json("Send", R"({"content":{"@type":"type.googleapis.com/)" + content + "}}").body;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Served, "messages of a method with an Any, and of what is within them, are known by themselves") {
  CHECK(send(R"(parcels.v1.Stamp","country":"NO")") ==
        R"({"content":{"@type":"type.googleapis.com/parcels.v1.Stamp","country":"NO"}})");
  CHECK(send(R"(parcels.v1.Parcel","stamp":{"country":"SE"})") ==
        R"({"content":{"@type":"type.googleapis.com/parcels.v1.Parcel","stamp":{"country":"SE"}}})");
  CHECK(send(R"(google.protobuf.Duration","value":"1.5s")") ==
        R"({"content":{"@type":"type.googleapis.com/google.protobuf.Duration","value":"1.500s"}})");
}

TEST_CASE_FIXTURE(Served, "others when the plugin says so") {
  CHECK(plugin.json("Write", "{}").body ==
        R"({"content":{"@type":"type.googleapis.com/parcels.v1.Letter","text":"Dear all"}})");
  const duet::test::Reply refused =
      plugin.json("Send", R"({"content":{"@type":"type.googleapis.com/parcels.v1.Postcard","text":"x"}})");
  CHECK(refused.http_status == 422);
}
