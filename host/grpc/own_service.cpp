#include "grpc/own_service.hpp"

#include <duet/abi/description.h>

#include <cstdint>
#include <span>
#include <utility>

#include "core/code_map.hpp"

namespace duet::grpc_door {
namespace {

duet_slice borrowed(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), nullptr, nullptr};
}

}  // namespace

void OpenCalls::add(core::Call& call) {
  const std::lock_guard lock(mutex_);
  open_.emplace(&call, call.share());
}

bool OpenCalls::send(core::Call& call, const std::string& message) {
  const std::lock_guard lock(mutex_);
  if (!open_.contains(&call)) return false;
  const duet_slice piece = borrowed(message);
  return call.sink->send(call, nullptr, {&piece, 1});
}

void OpenCalls::end(core::Call& call, const core::Failure& failure) {
  const std::lock_guard lock(mutex_);
  // Answered first: the share that is given up may be the last one but the door's.
  if (const auto found = open_.extract(&call)) found.mapped()->answer(failure);
}

void OpenCalls::end_all(const core::Failure& failure) {
  const std::lock_guard lock(mutex_);
  for (const auto& [call, share] : std::exchange(open_, {})) share->answer(failure);
}

core::Method own_method(std::string_view service, std::string_view name, std::uint32_t kind) {
  core::Method method;
  method.service = service;
  method.name = name;
  method.full_name = method.service + "/" + method.name;
  method.kind = kind;
  method.encodings = method.spoken = DUET_PROTOBUF;
  return method;
}

void answer_with(core::Call& call, const std::string& message) {
  const duet_slice body = borrowed(message);
  duet_reply reply{};
  reply.size = sizeof reply;
  reply.code = core::kOk;
  reply.body = &body;
  reply.n_body = 1;
  call.answer(reply);
}

}  // namespace duet::grpc_door
