#include "host/grpc/stream_client.hpp"

#include <utility>

namespace duet::test {

StreamClient::StreamClient(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                           const std::function<void(grpc::ClientContext&)>& prepare) {
  if (prepare) prepare(context_);
  call_ = grpc::GenericStub(channel).PrepareCall(&context_, "/test.v1.Greeter/" + method, &queue_);
  call_->StartCall(this);
  wait();
}

StreamClient::~StreamClient() {
  if (!finished_) {
    context_.TryCancel();
    finish();
  }
  queue_.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue_.Next(&tag, &ok)) continue;
}

bool StreamClient::wait() {
  void* tag = nullptr;
  bool ok = false;
  return queue_.Next(&tag, &ok) && ok;
}

bool StreamClient::write(const std::string& message, grpc::WriteOptions options) {
  call_->Write(to_buffer(message), options, this);
  return wait();
}

bool StreamClient::end() {
  call_->WritesDone(this);
  return wait();
}

void StreamClient::wait_for_head() {
  call_->ReadInitialMetadata(this);
  wait();
}

std::optional<std::string> StreamClient::read() {
  grpc::ByteBuffer message;
  call_->Read(&message, this);
  if (!wait()) return std::nullopt;
  return to_text(message);
}

std::vector<std::string> StreamClient::read_all() {
  std::vector<std::string> all;
  while (auto message = read()) all.push_back(std::move(*message));
  return all;
}

Outcome StreamClient::finish() {
  Outcome outcome;
  finished_ = true;
  call_->Finish(&outcome.status, this);
  wait();
  const auto copy = [](const auto& from, auto& to) {
    for (const auto& [key, value] : from) {
      to.emplace(std::string(key.data(), key.size()), std::string(value.data(), value.size()));
    }
  };
  copy(context_.GetServerInitialMetadata(), outcome.metadata);
  copy(context_.GetServerTrailingMetadata(), outcome.trailers);
  return outcome;
}

}  // namespace duet::test
