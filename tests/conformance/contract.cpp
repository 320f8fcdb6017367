#include "contract.hpp"

#include <google/protobuf/util/json_util.h>
#include <grpcpp/create_channel.h>

#include <stdexcept>

#include "grpc/reflection/v1/reflection.grpc.pb.h"

namespace duet::test {
namespace {

namespace pb = google::protobuf;
namespace reflection = grpc::reflection::v1;

reflection::ServerReflectionResponse ask(
    grpc::ClientReaderWriterInterface<reflection::ServerReflectionRequest, reflection::ServerReflectionResponse>&
        stream,
    const reflection::ServerReflectionRequest& request) {
  reflection::ServerReflectionResponse response;
  if (!stream.Write(request) || !stream.Read(&response)) throw std::runtime_error("reflection does not answer");
  return response;
}

}  // namespace

Contract::Contract(std::uint16_t grpc_port) {
  const auto channel =
      grpc::CreateChannel("127.0.0.1:" + std::to_string(grpc_port), grpc::InsecureChannelCredentials());
  const auto stub = reflection::ServerReflection::NewStub(channel);
  grpc::ClientContext context;
  const auto stream = stub->ServerReflectionInfo(&context);

  reflection::ServerReflectionRequest list;
  list.set_list_services("*");
  const auto listed = ask(*stream, list);
  for (const auto& service : listed.list_services_response().service()) services_.push_back(service.name());
  for (const std::string& service : services_) {
    reflection::ServerReflectionRequest wanted;
    wanted.set_file_containing_symbol(service);
    const auto response = ask(*stream, wanted);
    if (!response.has_file_descriptor_response()) throw std::runtime_error("reflection has no file for " + service);
    for (const std::string& bytes : response.file_descriptor_response().file_descriptor_proto()) {
      pb::FileDescriptorProto file, known;
      if (!file.ParseFromString(bytes)) throw std::runtime_error("reflection gave no descriptor for " + service);
      if (!files_.FindFileByName(file.name(), &known)) files_.Add(file);
    }
  }
  stream->WritesDone();
  if (!stream->Finish().ok()) throw std::runtime_error("reflection did not end well");
  pool_ = std::make_unique<pb::DescriptorPool>(&files_);
}

const pb::MethodDescriptor& Contract::method(const std::string& full_name) const {
  std::string dotted = full_name;
  dotted.replace(dotted.find('/'), 1, ".");
  const auto* method = pool_->FindMethodByName(dotted);
  if (method == nullptr) throw std::runtime_error("the contract has no method " + full_name);
  return *method;
}

std::unique_ptr<pb::Message> Contract::message(const pb::Descriptor& type, const std::string& json) const {
  std::unique_ptr<pb::Message> message(factory_.GetPrototype(&type)->New());
  const auto status = pb::util::JsonStringToMessage(json, message.get());
  if (!status.ok()) throw std::runtime_error(json + ": " + status.ToString());
  return message;
}

std::string to_json(const pb::Message& message) {
  std::string json;
  pb::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  if (!pb::util::MessageToJsonString(message, &json, options).ok()) throw std::runtime_error("no JSON for an answer");
  return json;
}

}  // namespace duet::test
