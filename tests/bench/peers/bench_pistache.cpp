// The bare peer of the REST door: Pistache's own endpoint with a handler written by hand, on two threads.
#include <pistache/endpoint.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <charconv>
#include <iostream>

#include "peers/item_store.hpp"
#include "peers/wait_for_end.hpp"

namespace {

using duet::bench::Item;
using duet::bench::ItemStore;
using Pistache::Http::Code;

std::string to_json(const Item& item) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  writer.StartObject();
  writer.Key("id");
  writer.Int(item.id);
  writer.Key("name");
  writer.String(item.name.data(), static_cast<rapidjson::SizeType>(item.name.size()));
  writer.Key("description");
  writer.String(item.description.data(), static_cast<rapidjson::SizeType>(item.description.size()));
  writer.Key("price");
  writer.Double(item.price);
  writer.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

class ItemsHandler : public Pistache::Http::Handler {
 public:
  HTTP_PROTOTYPE(ItemsHandler)

  explicit ItemsHandler(std::shared_ptr<const ItemStore> store) : store_(std::move(store)) {}
  ItemsHandler(const ItemsHandler&) = default;

  void onRequest(const Pistache::Http::Request& request, Pistache::Http::ResponseWriter response) override {
    constexpr std::string_view kPrefix = "/items/";
    const std::string& path = request.resource();
    std::int32_t id = 0;
    if (request.method() != Pistache::Http::Method::Get || !path.starts_with(kPrefix) ||
        std::from_chars(path.data() + kPrefix.size(), path.data() + path.size(), id).ptr != path.data() + path.size()) {
      response.send(Code::Not_Found, R"({"detail":"no such route"})", MIME(Application, Json));
      return;
    }
    const auto item = store_->find(id);
    if (!item) {
      response.send(Code::Not_Found, R"({"detail":"no such item"})", MIME(Application, Json));
      return;
    }
    response.send(Code::Ok, to_json(*item), MIME(Application, Json));
  }

 private:
  std::shared_ptr<const ItemStore> store_;
};

}  // namespace

int main() {
  const duet::bench::EndSignal end;
  Pistache::Http::Endpoint endpoint(Pistache::Address(Pistache::Ipv4::loopback(), Pistache::Port(0)));
  endpoint.init(Pistache::Http::Endpoint::options().threads(2).flags(Pistache::Tcp::Options::ReuseAddr));
  endpoint.setHandler(std::make_shared<ItemsHandler>(std::make_shared<const ItemStore>()));
  endpoint.serveThreaded();
  std::cout << "ready: REST http://127.0.0.1:" << static_cast<std::uint16_t>(endpoint.getPort()) << std::endl;
  end.wait();
  endpoint.shutdown();
}
