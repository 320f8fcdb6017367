// A bare peer of server streams: generated code and two completion queues, each with a thread of its own.
#include <grpcpp/grpcpp.h>

#include <array>
#include <iostream>
#include <memory>
#include <thread>
#include <vector>

#include "peers/wait_for_end.hpp"
#include "ticks.grpc.pb.h"

namespace {

constexpr int kQueues = 2;
constexpr int kWaitingCallsPerQueue = 64;

// One stream after another in the same place of one queue.
class StreamSlot {
 public:
  StreamSlot(ticks::v1::Ticks::AsyncService& service, grpc::ServerCompletionQueue& queue)
      : service_(service), queue_(queue) {
    wait_for_request();
  }

  // The event that this slot waited for came. False when there will be no other one, because the server ends.
  bool proceed(bool ok) {
    switch (state_) {
      case State::kWaiting:
        if (!ok) return false;
        state_ = State::kWriting;
        write();
        break;
      case State::kWriting:
        write();
        break;
      case State::kEnding:
        wait_for_request();
        break;
    }
    return true;
  }

 private:
  enum class State { kWaiting, kWriting, kEnding };
  struct Call {
    grpc::ServerContext context;
    ticks::v1::WatchRequest request;
    grpc::ServerAsyncWriter<ticks::v1::Tick> writer{&context};
    int sent = 0;
  };

  void write() {
    if (call_->sent == call_->request.count()) {
      state_ = State::kEnding;
      call_->writer.Finish(grpc::Status::OK, this);
      return;
    }
    ticks::v1::Tick tick;
    tick.set_number(++call_->sent);
    tick.set_symbol("DUET");
    tick.set_price(19.5);
    call_->writer.Write(tick, this);
  }

  void wait_for_request() {
    state_ = State::kWaiting;
    call_ = std::make_unique<Call>();
    service_.RequestWatch(&call_->context, &call_->request, &call_->writer, &queue_, &queue_, this);
  }

  ticks::v1::Ticks::AsyncService& service_;
  grpc::ServerCompletionQueue& queue_;
  std::unique_ptr<Call> call_;
  State state_ = State::kWaiting;
};

void serve(ticks::v1::Ticks::AsyncService& service, grpc::ServerCompletionQueue& queue) {
  std::vector<std::unique_ptr<StreamSlot>> slots;
  for (int i = 0; i < kWaitingCallsPerQueue; ++i) slots.push_back(std::make_unique<StreamSlot>(service, queue));
  void* tag = nullptr;
  bool ok = false;
  std::size_t waiting = slots.size();
  while (queue.Next(&tag, &ok)) {
    if (!static_cast<StreamSlot*>(tag)->proceed(ok) && --waiting == 0) queue.Shutdown();
  }
}

}  // namespace

int main() {
  const duet::bench::EndSignal end;
  ticks::v1::Ticks::AsyncService service;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  std::array<std::unique_ptr<grpc::ServerCompletionQueue>, kQueues> queues;
  for (auto& queue : queues) queue = builder.AddCompletionQueue();
  const auto server = builder.BuildAndStart();
  if (!server) {
    std::cerr << "bench_ticks_async: cannot listen on 127.0.0.1\n";
    return 1;
  }
  std::vector<std::thread> threads;
  for (auto& queue : queues) threads.emplace_back([&] { serve(service, *queue); });
  std::cout << "ready: gRPC 127.0.0.1:" << port << std::endl;
  end.wait();
  server->Shutdown(std::chrono::system_clock::now());
  for (auto& thread : threads) thread.join();
}
