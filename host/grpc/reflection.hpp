// grpc.reflection: lets clients such as grpcurl ask a server for its services and their contracts. Versions v1 and
// v1alpha say the same in the same words, so one implementation serves both.
#pragma once

#include <duet/abi/description.h>
#include <grpc/reflection/v1/reflection.grpc.pb.h>
#include <grpc/reflection/v1alpha/reflection.grpc.pb.h>

#include <atomic>
#include <string_view>

#include "grpc/contracts.hpp"
#include "grpc/own_service.hpp"

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
class ReflectionService final : public OwnService {
 public:
  explicit ReflectionService(const Contracts& contracts) : contracts_(contracts) {}

  /// Ends open streams with UNAVAILABLE, and new ones at once.
  void drain();

  const core::Method* find(std::string_view full_name) const override;
  void on_begin(core::Call& call) override;
  bool on_message(core::Call& call, std::string_view message) override;
  void on_end(core::Call& call) override;
  void on_gone(core::Call& call, const core::Failure& failure) override;

 private:
  const Contracts& contracts_;
  const core::Method info_ =
      own_method(Version::Service::service_full_name(), "ServerReflectionInfo", DUET_BIDI_STREAM);
  std::atomic<bool> draining_{false};
  OpenCalls streams_;
};

extern template class ReflectionService<ReflectionV1>;
extern template class ReflectionService<ReflectionV1Alpha>;

}  // namespace duet::grpc_door
