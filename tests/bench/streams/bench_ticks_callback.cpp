// A bare peer of server streams: generated code and grpc++'s callback API.
#include <grpcpp/grpcpp.h>

#include "peers/serve_grpc.hpp"
#include "ticks.grpc.pb.h"

namespace {

class Watcher final : public grpc::ServerWriteReactor<ticks::v1::Tick> {
 public:
  explicit Watcher(int count) : count_(count) { next(); }

  void OnWriteDone(bool ok) override {
    if (ok) {
      next();
    } else {
      Finish(grpc::Status::CANCELLED);
    }
  }
  void OnDone() override { delete this; }

 private:
  void next() {
    if (sent_ == count_) {
      Finish(grpc::Status::OK);
      return;
    }
    tick_.set_number(++sent_);
    tick_.set_symbol("DUET");
    tick_.set_price(19.5);
    StartWrite(&tick_);
  }

  const int count_;
  int sent_ = 0;
  ticks::v1::Tick tick_;
};

class TicksService final : public ticks::v1::Ticks::CallbackService {
 public:
  grpc::ServerWriteReactor<ticks::v1::Tick>* Watch(grpc::CallbackServerContext*,
                                                   const ticks::v1::WatchRequest* request) override {
    return new Watcher(request->count());
  }
};

}  // namespace

int main() {
  TicksService service;
  return duet::bench::serve_grpc(service);
}
