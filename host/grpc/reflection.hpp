// grpc.reflection: lets clients such as grpcurl ask a server for its services and their contracts. Versions v1 and
// v1alpha say the same in the same words, so one implementation serves both.
#pragma once

#include <grpc/reflection/v1/reflection.grpc.pb.h>
#include <grpc/reflection/v1alpha/reflection.grpc.pb.h>

#include <atomic>

#include "grpc/contracts.hpp"
#include "grpc/stream_set.hpp"

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
/// outlives the server that it is in.
template <class Version>
class ReflectionService final : public Version::Service::CallbackService {
 public:
  explicit ReflectionService(const Contracts& contracts) : contracts_(contracts) {}

  /// Ends open streams with UNAVAILABLE, and new ones at once.
  void drain();

  ::grpc::ServerBidiReactor<typename Version::Request, typename Version::Response>* ServerReflectionInfo(
      ::grpc::CallbackServerContext* context) override;

 private:
  class Stream;

  const Contracts& contracts_;
  std::atomic<bool> draining_{false};
  StreamSet<Stream> streams_;
};

extern template class ReflectionService<ReflectionV1>;
extern template class ReflectionService<ReflectionV1Alpha>;

}  // namespace duet::grpc_door
