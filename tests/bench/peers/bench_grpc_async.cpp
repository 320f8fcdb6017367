// A bare peer of the gRPC door: generated code and two completion queues, each with a thread of its own.
#include <grpcpp/grpcpp.h>

#include <array>
#include <iostream>
#include <memory>
#include <thread>

#include "items.grpc.pb.h"
#include "peers/item_store.hpp"
#include "peers/wait_for_end.hpp"

namespace {

constexpr int kQueues = 2;
constexpr int kWaitingCallsPerQueue = 64;

// One call after another in the same place of one queue: waits for a request, answers it, waits for the next one.
class CallSlot {
 public:
  CallSlot(items::v1::Items::AsyncService& service, grpc::ServerCompletionQueue& queue,
           const duet::bench::ItemStore& store)
      : service_(service), queue_(queue), store_(store) {
    wait_for_request();
  }

  // The event that this slot waited for came. False when there will be no other one, because the server ends.
  bool proceed(bool ok) {
    if (answered_) {  // Whether or not the client was still there to get the answer.
      wait_for_request();
      return true;
    }
    if (!ok) return false;
    answer();
    return true;
  }

 private:
  struct Call {
    grpc::ServerContext context;
    items::v1::GetItemRequest request;
    grpc::ServerAsyncResponseWriter<items::v1::Item> writer{&context};
  };

  void answer() {
    answered_ = true;
    const auto item = store_.find(call_->request.id());
    if (!item) {
      call_->writer.FinishWithError({grpc::StatusCode::NOT_FOUND, "no such item"}, this);
      return;
    }
    items::v1::Item reply;
    reply.set_id(item->id);
    reply.set_name(item->name);
    reply.set_description(item->description);
    reply.set_price(item->price);
    call_->writer.Finish(reply, grpc::Status::OK, this);
  }

  void wait_for_request() {
    answered_ = false;
    call_ = std::make_unique<Call>();
    service_.RequestGetItem(&call_->context, &call_->request, &call_->writer, &queue_, &queue_, this);
  }

  items::v1::Items::AsyncService& service_;
  grpc::ServerCompletionQueue& queue_;
  const duet::bench::ItemStore& store_;
  std::unique_ptr<Call> call_;
  bool answered_ = false;
};

void serve(items::v1::Items::AsyncService& service, grpc::ServerCompletionQueue& queue,
           const duet::bench::ItemStore& store) {
  std::vector<std::unique_ptr<CallSlot>> slots;
  for (int i = 0; i < kWaitingCallsPerQueue; ++i) slots.push_back(std::make_unique<CallSlot>(service, queue, store));
  void* tag = nullptr;
  bool ok = false;
  std::size_t waiting = slots.size();
  while (queue.Next(&tag, &ok)) {
    if (!static_cast<CallSlot*>(tag)->proceed(ok) && --waiting == 0) queue.Shutdown();
  }
}

}  // namespace

int main() {
  const duet::bench::EndSignal end;
  const duet::bench::ItemStore store;
  items::v1::Items::AsyncService service;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  std::array<std::unique_ptr<grpc::ServerCompletionQueue>, kQueues> queues;
  for (auto& queue : queues) queue = builder.AddCompletionQueue();
  const auto server = builder.BuildAndStart();
  if (!server) {
    std::cerr << "bench_grpc_async: cannot listen on 127.0.0.1\n";
    return 1;
  }
  std::vector<std::thread> threads;
  for (auto& queue : queues) threads.emplace_back([&] { serve(service, *queue, store); });
  std::cout << "ready: gRPC 127.0.0.1:" << port << std::endl;
  end.wait();
  server->Shutdown(std::chrono::system_clock::now());
  for (auto& thread : threads) thread.join();
}
