// grpc.reflection: lets clients such as grpcurl ask a server for its services and their contracts. Versions v1 and
// v1alpha say the same in the same words, so one implementation serves both.
#pragma once

#include <grpc/reflection/v1/reflection.grpc.pb.h>
#include <grpc/reflection/v1alpha/reflection.grpc.pb.h>

#include <atomic>

#include "grpc/contracts.hpp"
#include "grpc/open_streams.hpp"

namespace duet::grpc_door {

struct ReflectionV1 {
  using Service = ::grpc::reflection::v1::ServerReflection;
  using Request = ::grpc::reflection::v1::ServerReflectionRequest;
  using Response = ::grpc::reflection::v1::ServerReflectionResponse;
};

struct ReflectionV1Alpha {
  using Service = ::grpc::reflection::v1alpha::ServerReflection;
  using Request = ::grpc::reflection::v1alpha::ServerReflectionRequest;
  using Response = ::grpc::reflection::v1alpha::ServerReflectionResponse;
};

/// One version of the reflection service. All functions may be called from any thread. The contracts outlive it, and it
/// outlives the server that it is in. Synchronous for the reason that health is.
template <class Version>
class ReflectionService final : public Version::Service::Service {
 public:
  using Stream = ::grpc::ServerReaderWriter<typename Version::Response, typename Version::Request>;

  explicit ReflectionService(const Contracts& contracts) : contracts_(contracts) {}

  /// Cancels open streams, and ends new ones at once with UNAVAILABLE.
  void drain();

  ::grpc::Status ServerReflectionInfo(::grpc::ServerContext* context, Stream* stream) override;

 private:
  const Contracts& contracts_;
  std::atomic<bool> draining_{false};
  OpenStreams streams_;
};

extern template class ReflectionService<ReflectionV1>;
extern template class ReflectionService<ReflectionV1Alpha>;

}  // namespace duet::grpc_door
