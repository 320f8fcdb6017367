// A bare peer of the gRPC door: generated code and grpc++'s callback API.
#include <grpcpp/grpcpp.h>

#include "items.grpc.pb.h"
#include "peers/item_store.hpp"
#include "peers/serve_grpc.hpp"

namespace {

class ItemsService final : public items::v1::Items::CallbackService {
 public:
  grpc::ServerUnaryReactor* GetItem(grpc::CallbackServerContext* context, const items::v1::GetItemRequest* request,
                                    items::v1::Item* reply) override {
    auto* reactor = context->DefaultReactor();
    const auto item = store_.find(request->id());
    if (!item) {
      reactor->Finish({grpc::StatusCode::NOT_FOUND, "no such item"});
      return reactor;
    }
    reply->set_id(item->id);
    reply->set_name(item->name);
    reply->set_description(item->description);
    reply->set_price(item->price);
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

 private:
  duet::bench::ItemStore store_;
};

}  // namespace

int main() {
  ItemsService service;
  return duet::bench::serve_grpc(service);
}
