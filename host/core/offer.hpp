// What one plugin wants to have mounted: the neutral form between its description and the catalog.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/backend.hpp"
#include "core/method.hpp"

namespace duet::core {

struct RouteOffer {
  std::string http_method;  // "GET", or "*" for any
  std::string path;         // the template as written
  std::string body;
  std::string response_body;
  std::string location = {};   // "config.toml:14:1": where the configuration has it; empty for one of the plugin's own
  bool bytes_request = false;  // the request's body is the data of a google.api.HttpBody, whatever its media type
  bool bytes_reply = false;    // the same for the answer's
};

struct MethodOffer {
  std::string service;
  std::string name;
  std::string summary;
  std::uint32_t index = 0;
  std::uint32_t kind = 0;
  std::uint32_t encodings = 0;  // those that doors may ask for and be answered in
  std::uint32_t spoken = 0;     // those of them that the backend reads and writes itself
  std::uint32_t flags = 0;
  std::uint32_t state_bytes = 0;
  std::uint64_t max_body_bytes = 0;  // of a request over REST; 0 = as the door has it
  std::string cache_control;         // of GET answers over REST; empty = as the door has it
  std::int64_t timeout_ns = 0;       // of a call that brings none; 0 = as for all
  std::int64_t max_timeout_ns = 0;   // longer ones are cut to it; 0 = as for all
  Execution execution = Execution::kPool;
  std::vector<RouteOffer> routes;
};

struct Offer {
  std::string plugin;  // the name that the configuration gives it
  std::string prefix;  // put before every route: "" or "/shop"
  bool on_rest = true;
  bool on_grpc = true;
  std::shared_ptr<Backend> backend;
  std::vector<MethodOffer> methods;
  std::vector<std::string> files;  // serialized google.protobuf.FileDescriptorProto, dependencies first
};

}  // namespace duet::core
