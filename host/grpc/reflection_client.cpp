#include "grpc/reflection_client.hpp"

#include <google/protobuf/descriptor.pb.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <chrono>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "grpc/reflection.hpp"

namespace duet::grpc_door {
namespace {

namespace pb = google::protobuf;
using Clock = std::chrono::system_clock;

/// One conversation with a server. Whatever fails ends it: status() tells why.
template <class Version>
class Conversation {
 public:
  Conversation(const std::shared_ptr<::grpc::Channel>& channel, Clock::time_point deadline)
      : stub_(Version::Service::NewStub(channel)) {
    context_.set_deadline(deadline);
    stream_ = stub_->ServerReflectionInfo(&context_);
  }

  /// False if it failed.
  bool fetch_all() {
    typename Version::Request request;
    request.set_list_services("");
    if (!ask(request)) return false;
    std::vector<std::string> services;
    for (const auto& service : response_.list_services_response().service()) services.push_back(service.name());
    for (const std::string& service : services) {
      if (service.starts_with("grpc.")) continue;
      request.set_file_containing_symbol(service);
      if (!ask(request) || !take_files()) return false;
    }
    return fetch_imports();
  }

  /// A server that sends no descriptors is told of by `refusal`, a stream that broke by its status.
  const std::string& refusal() const { return refusal_; }
  ::grpc::Status finish() {
    stream_->WritesDone();
    return stream_->Finish();
  }
  std::string descriptor_set() const {
    pb::FileDescriptorSet set;
    for (const auto& [name, file] : files_) *set.add_file() = file;
    return set.SerializeAsString();
  }

 private:
  /// False with a refusal if the server answered with an error, without one if the stream broke.
  bool ask(const typename Version::Request& request) {
    if (!stream_->Write(request) || !stream_->Read(&response_)) return false;
    if (!response_.has_error_response()) return true;
    const auto& error = response_.error_response();
    refusal_ = error.error_message().empty() ? "error " + std::to_string(error.error_code()) : error.error_message();
    return false;
  }

  bool take_files() {
    for (const std::string& bytes : response_.file_descriptor_response().file_descriptor_proto()) {
      pb::FileDescriptorProto file;
      if (!file.ParseFromString(bytes)) {
        refusal_ = "it sent a file that is no FileDescriptorProto";
        return false;
      }
      files_[file.name()] = std::move(file);
    }
    return true;
  }

  /// Servers may send the file that was asked for and leave asking for its imports to the client. One that they do not
  /// have may be among those that everybody has, which is for the reader of the set to say.
  bool fetch_imports() {
    std::set<std::string> asked;
    while (true) {
      std::set<std::string> missing;
      for (const auto& [name, file] : files_) {
        for (const std::string& import : file.dependency()) {
          if (!files_.contains(import) && !asked.contains(import)) missing.insert(import);
        }
      }
      if (missing.empty()) return true;
      for (const std::string& import : missing) {
        typename Version::Request request;
        request.set_file_by_filename(import);
        asked.insert(import);
        if (ask(request)) {
          if (!take_files()) return false;
        } else if (refusal_.empty()) {
          return false;
        }
        refusal_.clear();
      }
    }
  }

  std::unique_ptr<typename Version::Service::Stub> stub_;
  ::grpc::ClientContext context_;
  std::unique_ptr<::grpc::ClientReaderWriter<typename Version::Request, typename Version::Response>> stream_;
  typename Version::Response response_;
  std::map<std::string, pb::FileDescriptorProto> files_;
  std::string refusal_;
};

struct Outcome {
  ::grpc::Status status;  // of the stream
  std::string refusal;
  std::string descriptor_set;
};

template <class Version>
Outcome converse(const std::shared_ptr<::grpc::Channel>& channel, Clock::time_point deadline) {
  Conversation<Version> conversation(channel, deadline);
  Outcome outcome;
  if (conversation.fetch_all()) outcome.descriptor_set = conversation.descriptor_set();
  outcome.refusal = conversation.refusal();
  outcome.status = conversation.finish();
  return outcome;
}

std::shared_ptr<::grpc::ChannelCredentials> credentials_for(const ReflectionTarget& target) {
  if (!target.tls) return ::grpc::InsecureChannelCredentials();
  ::grpc::SslCredentialsOptions options;
  options.pem_root_certs = target.ca_pem;
  return ::grpc::SslCredentials(options);
}

}  // namespace

base::Result<std::string> fetch_descriptor_set(const ReflectionTarget& target) {
  const auto deadline = Clock::now() + std::chrono::milliseconds(target.timeout_ms);
  const auto channel = ::grpc::CreateChannel(target.address, credentials_for(target));
  Outcome outcome = converse<ReflectionV1>(channel, deadline);
  if (outcome.status.error_code() == ::grpc::StatusCode::UNIMPLEMENTED) {
    outcome = converse<ReflectionV1Alpha>(channel, deadline);
  }
  if (outcome.status.error_code() == ::grpc::StatusCode::UNIMPLEMENTED) {
    return base::Error{target.address +
                       " has no gRPC reflection; switch it on there (in Duet: grpc.reflection = true)"};
  }
  if (!outcome.refusal.empty()) {
    return base::Error{target.address + " does not tell its contract by reflection: " + outcome.refusal};
  }
  if (!outcome.status.ok()) {
    return base::Error{target.address + " cannot be asked for its contract: " + outcome.status.error_message() +
                       "; is a gRPC server there, " + (target.tls ? "with TLS" : "without TLS") + "?"};
  }
  return std::move(outcome.descriptor_set);
}

}  // namespace duet::grpc_door
