#include "grpc/failures.hpp"

#include <duet/abi/description.h>

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/nearest.hpp"
#include "core/call.hpp"
#include "core/catalog.hpp"
#include "core/code_map.hpp"
#include "grpc/status_text.hpp"

namespace duet::grpc_door {
namespace {

/// What a client sent, fit to be repeated in a message.
std::string quote(std::string_view text) {
  constexpr std::size_t kLongest = 200;
  return "'" + sendable(text.substr(0, kLongest)) + "'";
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& known) {
  const auto found = base::nearest(word, known);
  return found ? "; did you mean '" + std::string(*found) + "'?" : std::string();
}

std::string no_such_service(const core::Catalog& catalog, std::string_view service) {
  std::vector<std::string_view> known;
  for (const core::Service& one : catalog.services()) {
    if (one.on_grpc) {
      known.push_back(one.name);
    } else if (one.name == service) {
      return "the service " + one.name + " is not served over gRPC here";
    }
  }
  return "no service " + quote(service) + " is mounted here" + did_you_mean(service, known);
}

}  // namespace

core::Failure no_such_method(const core::Catalog& catalog, std::string_view path) {
  const std::string_view full_name = path.starts_with('/') ? path.substr(1) : path;
  const std::size_t slash = full_name.rfind('/');
  if (slash == std::string_view::npos || full_name.size() == path.size()) {
    return {core::kUnimplemented, "no method " + quote(path) + ": the path of a call is '/package.Service/Method'", 0};
  }
  const std::string_view service = full_name.substr(0, slash);
  const std::string_view name = full_name.substr(slash + 1);
  std::vector<std::string_view> methods;
  for (const auto& method : catalog.methods()) {
    if (method->on_grpc && method->service == service) methods.push_back(method->name);
  }
  if (methods.empty()) return {core::kUnimplemented, no_such_service(catalog, service), 0};
  return {core::kUnimplemented,
          "the service " + std::string(service) + " has no method " + quote(name) + did_you_mean(name, methods), 0};
}

core::Failure not_callable(const core::Method& method) {
  if ((method.encodings & DUET_PROTOBUF) == 0) {
    return {core::kUnimplemented, "the method " + method.full_name + " reads JSON only; call it over REST", 0};
  }
  return {};
}

core::Failure no_message() {
  return {core::kUnimplemented, "the call ended without a request message; this method takes exactly one", 0};
}

core::Failure second_message() {
  return {core::kUnimplemented, "the call has a second request message; this method takes exactly one", 0};
}

core::Failure gone(const core::Call& call) {
  const std::int64_t deadline_ns = call.request.deadline_ns;
  if (deadline_ns != 0 && base::monotonic_ns() >= deadline_ns) {
    return {core::kDeadlineExceeded, "the deadline has passed", 0};
  }
  return {core::kCancelled, "the client cancelled the call or went away", 0};
}

core::Failure shut_down() { return {core::kUnavailable, "the host is shutting down", 0}; }

}  // namespace duet::grpc_door
