// The service items.v1.Items: what each method does with a request.
#pragma once

#include <memory>

#include <duet/plugin.hpp>

#include "item_store.hpp"

namespace items {

class Items {
 public:
  using Settings = ItemsSettings;

  Items(duet::PluginContext context, const Settings& settings);

  duet::Result<Item> create(const CreateItemRequest& request, duet::Call& call);
  duet::Result<Item> get(const GetItemRequest& request, duet::Call& call);
  duet::Result<ListItemsResponse> list(const ListItemsRequest& request, duet::Call& call);
  duet::Result<Item> update(const UpdateItemRequest& request, duet::Call& call);
  duet::Result<duet::Empty> remove(const DeleteItemRequest& request, duet::Call& call);

  duet::Task<duet::Status> watch_prices(const WatchPricesRequest& request, duet::Writer<ItemPrice>& prices,
                                        duet::Call& call);
  duet::Task<duet::Result<ImportItemsResponse>> import_items(duet::Reader<CreateItemRequest>& requests,
                                                             duet::Call& call);
  duet::Task<duet::Status> query_items(duet::Reader<QueryItemsRequest>& queries,
                                       duet::Writer<QueryItemsResponse>& answers, duet::Call& call);

  static void describe(duet::Plugin<Items>& plugin);

 private:
  const Settings settings_;
  std::unique_ptr<ItemStore> store_;
};

}  // namespace items
