#include "grpc/reflection.hpp"

#include <string>
#include <utility>

#include "core/code_map.hpp"
#include "grpc/failures.hpp"

namespace duet::grpc_door {
namespace {

template <class Response>
void set_not_found(Response& response, std::string message) {
  response.mutable_error_response()->set_error_code(::grpc::StatusCode::NOT_FOUND);
  response.mutable_error_response()->set_error_message(std::move(message));
}

template <class Response>
void set_files(Response& response, Contracts::Files files, const std::string& what) {
  if (!files) {
    set_not_found(response, "nothing that is mounted here has " + what);
    return;
  }
  auto* const out = response.mutable_file_descriptor_response();
  for (std::string& file : *files) out->add_file_descriptor_proto(std::move(file));
}

template <class Request, class Response>
void answer(const Contracts& contracts, const Request& request, Response& response) {
  response.Clear();
  response.set_valid_host(request.host());
  *response.mutable_original_request() = request;
  switch (request.message_request_case()) {
    case Request::kListServices:
      for (std::string& name : contracts.services()) {
        response.mutable_list_services_response()->add_service()->set_name(std::move(name));
      }
      break;
    case Request::kFileByFilename:
      set_files(response, contracts.file(request.file_by_filename()), "a file '" + request.file_by_filename() + "'");
      break;
    case Request::kFileContainingSymbol:
      set_files(response, contracts.file_with_symbol(request.file_containing_symbol()),
                "a symbol '" + request.file_containing_symbol() + "'");
      break;
    case Request::kFileContainingExtension: {
      const auto& wanted = request.file_containing_extension();
      set_files(response, contracts.file_with_extension(wanted.containing_type(), wanted.extension_number()),
                "an extension " + std::to_string(wanted.extension_number()) + " of '" + wanted.containing_type() + "'");
      break;
    }
    case Request::kAllExtensionNumbersOfType: {
      const std::string& type = request.all_extension_numbers_of_type();
      if (const auto numbers = contracts.extension_numbers(type)) {
        auto* const out = response.mutable_all_extension_numbers_response();
        out->set_base_type_name(type);
        out->mutable_extension_number()->Add(numbers->begin(), numbers->end());
      } else {
        set_not_found(response, "nothing that is mounted here has a message '" + type + "'");
      }
      break;
    }
    case Request::MESSAGE_REQUEST_NOT_SET:
      response.mutable_error_response()->set_error_code(::grpc::StatusCode::INVALID_ARGUMENT);
      response.mutable_error_response()->set_error_message("the request asks for nothing; set one of message_request");
      break;
  }
}

}  // namespace

template <class Version>
void ReflectionService<Version>::drain() {
  draining_ = true;
  streams_.end_all(shut_down());
}

template <class Version>
const core::Method* ReflectionService<Version>::find(std::string_view full_name) const {
  return info_.full_name == full_name ? &info_ : nullptr;
}

template <class Version>
void ReflectionService<Version>::on_begin(core::Call& call) {
  streams_.add(call);
  // A drain that began before the stream was added has not ended it.
  if (draining_) streams_.end(call, shut_down());
}

template <class Version>
bool ReflectionService<Version>::on_message(core::Call& call, std::string_view message) {
  typename Version::Request request;
  if (!request.ParseFromArray(message.data(), static_cast<int>(message.size()))) {
    streams_.end(call, {core::kInvalidArgument, "the message is no ServerReflectionRequest", 0});
    return false;
  }
  typename Version::Response response;
  answer(contracts_, request, response);
  return streams_.send(call, response.SerializeAsString());
}

template <class Version>
void ReflectionService<Version>::on_end(core::Call& call) {
  streams_.end(call, {});
}

template <class Version>
void ReflectionService<Version>::on_gone(core::Call& call, const core::Failure& failure) {
  streams_.end(call, failure);
}

template class ReflectionService<ReflectionV1>;
template class ReflectionService<ReflectionV1Alpha>;

}  // namespace duet::grpc_door
