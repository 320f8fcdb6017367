#include "grpc/reflection.hpp"

#include <mutex>
#include <string>
#include <utility>

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

/// One stream: reads a question, writes its answer, and so on. A read is always followed by its answer, so a write is
/// under way only between OnReadDone and OnWriteDone; who wants to end the stream meanwhile leaves that to OnWriteDone.
/// The mutex is never held while gRPC is called.
template <class Version>
class ReflectionService<Version>::Stream final
    : public ::grpc::ServerBidiReactor<typename Version::Request, typename Version::Response>,
      public std::enable_shared_from_this<Stream> {
 public:
  explicit Stream(ReflectionService& service) : service_(service) {}

  void open() {
    self_ = this->shared_from_this();
    service_.streams_.add(self_);
    // A drain that began before the stream was in the set has not seen it.
    if (service_.draining_) {
      end_for_drain();
    } else {
      this->StartRead(&request_);
    }
  }

  void end(const ::grpc::Status& status) {
    {
      const std::lock_guard lock(mutex_);
      if (finished_) return;
      if (writing_) {
        if (!ending_) end_status_ = status;
        ending_ = true;
        return;
      }
      finished_ = true;
    }
    this->Finish(status);
  }

  void end_for_drain() { end({::grpc::StatusCode::UNAVAILABLE, "the host is shutting down"}); }

  void OnReadDone(bool ok) override {
    if (!ok) {
      end(::grpc::Status::OK);
      return;
    }
    {
      const std::lock_guard lock(mutex_);
      if (finished_) return;
      writing_ = true;
    }
    answer(service_.contracts_, request_, response_);
    this->StartWrite(&response_);
  }

  void OnWriteDone(bool ok) override {
    ::grpc::Status status = ::grpc::Status::CANCELLED;
    bool ending = !ok;
    {
      const std::lock_guard lock(mutex_);
      writing_ = false;
      if (ending_) {
        ending = true;
        status = end_status_;
      }
    }
    if (ending) {
      end(status);
    } else {
      this->StartRead(&request_);
    }
  }

  void OnCancel() override { end(::grpc::Status::CANCELLED); }

  void OnDone() override {
    service_.streams_.remove(self_);
    const auto last = std::move(self_);
  }

 private:
  ReflectionService& service_;
  std::shared_ptr<Stream> self_;  // from open() until gRPC is done with the stream

  std::mutex mutex_;
  // Guarded by mutex_.
  ::grpc::Status end_status_;
  bool writing_ = false;
  bool ending_ = false;
  bool finished_ = false;

  // They belong to the operation under way.
  typename Version::Request request_;
  typename Version::Response response_;
};

template <class Version>
void ReflectionService<Version>::drain() {
  draining_ = true;
  for (const auto& stream : streams_.snapshot()) stream->end_for_drain();
}

template <class Version>
::grpc::ServerBidiReactor<typename Version::Request, typename Version::Response>*
ReflectionService<Version>::ServerReflectionInfo(::grpc::CallbackServerContext*) {
  const auto stream = std::make_shared<Stream>(*this);
  stream->open();
  return stream.get();
}

template class ReflectionService<ReflectionV1>;
template class ReflectionService<ReflectionV1Alpha>;

}  // namespace duet::grpc_door
