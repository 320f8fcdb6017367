// What the catalog mounts: methods, and the routes that lead to them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include <duet/abi/description.h>

#include "core/backend.hpp"
#include "core/route_template.hpp"
#include "core/run_times.hpp"

namespace duet::core {

/// Where a handler is started: on the executor's pool, on the thread of the door that read the call, or where its
/// RunTimes say.
enum class Execution { kPool, kInline, kAuto };

/// Does the request come piece by piece, or message by message, by Dispatcher::receive()?
constexpr bool takes_stream(std::uint32_t kind, std::uint32_t flags) {
  return (kind & DUET_CLIENT_STREAM) != 0 || (flags & DUET_RAW_REQUEST) != 0;
}
/// Does the answer go piece by piece, or message by message, by Dispatcher::send()?
constexpr bool gives_stream(std::uint32_t kind, std::uint32_t flags) {
  return (kind & DUET_SERVER_STREAM) != 0 || (flags & DUET_RAW_REPLY) != 0;
}

/// One method of one mounted plugin. Immutable once it is in a catalog.
struct Method {
  std::string full_name;  // "items.v1.Items/GetItem"
  std::string service;    // "items.v1.Items"
  std::string name;       // "GetItem"
  std::string plugin;     // the name that the configuration gives it
  std::string summary;    // the first line of its documentation

  std::shared_ptr<Backend> backend;
  std::uint32_t index = 0;      // the backend's number for it
  std::uint32_t kind = 0;       // DUET_UNARY ...
  std::uint32_t encodings = 0;  // those that doors may ask for and be answered in
  std::uint32_t spoken = 0;     // those of them that the backend reads and writes itself
  std::uint32_t flags = 0;
  std::uint32_t state_bytes = 0;
  std::uint64_t max_body_bytes = 0;  // of a request over REST; 0 = as the door has it
  std::string cache_control;         // of GET answers over REST; empty = as the door has it

  /// Are the pieces of the stream messages, rather than bytes of any media type?
  bool streams_messages() const { return kind != DUET_UNARY; }
  bool takes_stream() const { return core::takes_stream(kind, flags); }
  bool gives_stream() const { return core::gives_stream(kind, flags); }

  std::int64_t timeout_ns = 0;      // of a call that brings none; 0 = as for all
  std::int64_t max_timeout_ns = 0;  // longer ones are cut to it; 0 = as for all

  Execution execution = Execution::kPool;
  std::shared_ptr<RunTimes> run_times = std::make_shared<RunTimes>();
  bool on_rest = true;
  bool on_grpc = true;
};

/// Is its handler started on the door's thread now?
inline bool runs_on_door(const Method& method) {
  if (method.execution == Execution::kAuto) return method.run_times->fits_door();
  return method.execution == Execution::kInline;
}

/// The most bytes of a request's body over REST, and of each message of one that streams.
inline std::uint64_t limit_of(const Method& method, std::uint64_t otherwise) {
  return method.max_body_bytes > 0 ? method.max_body_bytes : otherwise;
}

/// One HTTP binding of a method, in google.api.http terms.
struct Route {
  std::string http_method;  // "GET", or "*" for any
  RouteTemplate path;       // with the mount's prefix
  std::string body;         // "", "*" or a top-level field
  std::string response_body;
  std::string location;        // "config.toml:14:1": where the configuration has it; empty for one of the plugin's own
  bool bytes_request = false;  // the request's body is the data of a google.api.HttpBody, whatever its media type
  bool bytes_reply = false;    // the same for the answer's
  const Method* method = nullptr;
};

}  // namespace duet::core
