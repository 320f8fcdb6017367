// A plugin of two services from one .proto, one service that describes itself with models of that .proto, and settings
// that are a model of another.
#pragma once

#include <utility>

#include "shop/v1/shop.duet.hpp"

namespace store {

class Store : public shop::v1::ShopBase<Store>, public shop::v1::ReportsBase<Store> {
 public:
  using Settings = shop::common::v1::Money;
  Store(duet::PluginContext, const Settings& settings) : settings_(settings) {}

  duet::Result<shop::v1::Item> get_item(const shop::v1::GetItemRequest& request, duet::Call&) {
    shop::v1::Item item;
    item.id = request.id;
    item.name = "Lamp";
    item.other.emplace<shop::v1::Item::kMoney>(settings_);
    return item;
  }
  duet::Task<duet::Status> watch_items(const shop::v1::GetItemRequest& request, duet::Writer<shop::v1::Item>& items,
                                       duet::Call&) {
    shop::v1::Item item;
    for (item.id = 1; item.id <= request.id; ++item.id) {
      const bool is_taken = co_await items.write(item);
      if (!is_taken) break;
    }
    co_return duet::Status();
  }
  duet::Result<shop::v1::Tree> add_items(duet::Reader<shop::v1::Item>& items, duet::Call&) {
    shop::v1::Tree tree;
    while (items.read().wait() != nullptr) tree.left.emplace();
    return tree;
  }
  duet::Task<duet::Status> find_items(duet::Reader<shop::v1::GetItemRequest>& requests,
                                      duet::Writer<shop::v1::Item>& items, duet::Call&) {
    shop::v1::Item item;
    while (const shop::v1::GetItemRequest* request = co_await requests.read()) {
      item.id = request->id;
      const bool is_taken = co_await items.write(item);
      if (!is_taken) break;
    }
    co_return requests.status();
  }
  duet::Task<duet::Result<duet::Empty>> delete_(shop::v1::GetItemRequest, duet::Call&) { co_return duet::Empty{}; }
  duet::Result<duet::HttpBody> get_picture(const shop::v1::GetItemRequest&, duet::Call&) const {
    return duet::HttpBody{"image/png", duet::Bytes("\x89PNG"), {}};
  }
  duet::Result<shop::v1::Tree> start_(const duet::Empty&, duet::Call&) {
    shop::v1::Tree tree;
    tree.left.emplace().right.emplace<shop::v1::Tree::kNone>(true);
    return tree;
  }
  duet::Result<shop::v1::Item> check(const shop::v1::Item& item, duet::Call&) { return item; }

  static void describe(duet::Plugin<Store>& plugin) {
    plugin.id("com.example.store").version("1.0.0");
    ShopBase::describe_service(plugin).method("GetItem").runs_inline();
    ReportsBase::describe_service(plugin);
    plugin.service("shop.v1.Checks").unary("Check", &Store::check).post("/v1/check");
  }

 private:
  const Settings settings_;
};

class ReportsOnly : public shop::v1::ReportsBase<ReportsOnly> {
 public:
  explicit ReportsOnly(duet::PluginContext) {}
  duet::Result<shop::v1::Tree> start_(const duet::Empty&, duet::Call&) { return shop::v1::Tree{}; }

  static void describe(duet::Plugin<ReportsOnly>& plugin) {
    plugin.id("com.example.reports").version("1.0.0");
    describe_service(plugin);
  }
};

}  // namespace store
