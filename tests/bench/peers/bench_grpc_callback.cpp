// A bare peer of the gRPC door: generated code and grpc++'s callback API.
#include <grpcpp/grpcpp.h>

#include <iostream>

#include "items.grpc.pb.h"
#include "peers/item_store.hpp"
#include "peers/wait_for_end.hpp"

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
  const duet::bench::EndSignal end;
  ItemsService service;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const auto server = builder.BuildAndStart();
  if (!server) {
    std::cerr << "bench_grpc_callback: cannot listen on 127.0.0.1\n";
    return 1;
  }
  std::cout << "ready: gRPC 127.0.0.1:" << port << std::endl;
  end.wait();
  server->Shutdown();
}
