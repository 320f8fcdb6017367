// error: the rpc Delete has no handler: the plugin needs the public member `duet::Result<duet::Empty> delete_(const
// GetItemRequest&, duet::Call&)`, or the same as a coroutine
#include "shop/v1/shop.duet.hpp"

class Shop : public shop::v1::ShopBase<Shop> {
 public:
  explicit Shop(duet::PluginContext) {}
  duet::Result<shop::v1::Item> get_item(const shop::v1::GetItemRequest&, duet::Call&);
  duet::Status watch_items(const shop::v1::GetItemRequest&, duet::Writer<shop::v1::Item>&, duet::Call&);
  duet::Result<shop::v1::Tree> add_items(duet::Reader<shop::v1::Item>&, duet::Call&);
  duet::Status find_items(duet::Reader<shop::v1::GetItemRequest>&, duet::Writer<shop::v1::Item>&, duet::Call&);
  duet::Result<duet::HttpBody> get_picture(const shop::v1::GetItemRequest&, duet::Call&);

  static void describe(duet::Plugin<Shop>& plugin) { describe_service(plugin); }
};
DUET_PLUGIN(Shop)
