// A bare peer of server streams: generated code and grpc++'s synchronous API, a thread for each stream.
#include <grpcpp/grpcpp.h>

#include "peers/serve_grpc.hpp"
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
  TicksService service;
  return duet::bench::serve_grpc(service);
}
