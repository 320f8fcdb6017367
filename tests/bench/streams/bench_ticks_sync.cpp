// A bare peer of server streams: generated code and grpc++'s synchronous API, a thread for each stream.
#include <grpcpp/grpcpp.h>

#include <iostream>

#include "peers/wait_for_end.hpp"
#include "ticks.grpc.pb.h"

namespace {

class TicksService final : public ticks::v1::Ticks::Service {
 public:
  grpc::Status Watch(grpc::ServerContext*, const ticks::v1::WatchRequest* request,
                     grpc::ServerWriter<ticks::v1::Tick>* writer) override {
    for (int i = 1; i <= request->count(); ++i) {
      ticks::v1::Tick tick;
      tick.set_number(i);
      tick.set_symbol("DUET");
      tick.set_price(19.5);
      if (!writer->Write(tick)) break;
    }
    return grpc::Status::OK;
  }
};

}  // namespace

int main() {
  const duet::bench::EndSignal end;
  TicksService service;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const auto server = builder.BuildAndStart();
  if (!server) {
    std::cerr << "bench_ticks_sync: cannot listen on 127.0.0.1\n";
    return 1;
  }
  std::cout << "ready: gRPC 127.0.0.1:" << port << std::endl;
  end.wait();
  server->Shutdown();
}
