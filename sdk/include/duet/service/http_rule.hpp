// Routes as the method option google.api.http, which is where the host reads them.
// Source: google/api/annotations.proto (extension 72295728) and google/api/http.proto.
#pragma once

#include <protozero/pbf_writer.hpp>
#include <string>
#include <vector>

#include "method.hpp"

namespace duet::detail {

inline void write_route(protozero::pbf_writer& rule, const Route& route) {
  constexpr protozero::pbf_tag_type kGet = 2, kPut = 3, kPost = 4, kDelete = 5, kPatch = 6;
  if (route.verb == "GET") {
    rule.add_string(kGet, route.path);
  } else if (route.verb == "PUT") {
    rule.add_string(kPut, route.path);
  } else if (route.verb == "POST") {
    rule.add_string(kPost, route.path);
  } else if (route.verb == "DELETE") {
    rule.add_string(kDelete, route.path);
  } else if (route.verb == "PATCH") {
    rule.add_string(kPatch, route.path);
  } else {
    protozero::pbf_writer custom(rule, 8);
    custom.add_string(1, route.verb);
    custom.add_string(2, route.path);
  }
  if (!route.body.empty()) rule.add_string(7, route.body);
  if (!route.response_body.empty()) rule.add_string(12, route.response_body);
}

// Serialized google.protobuf.MethodOptions; empty where there is nothing to say.
inline std::string encode_method_options(const Method& method) {
  constexpr protozero::pbf_tag_type kDeprecated = 33, kIdempotencyLevel = 34, kHttp = 72295728;
  constexpr int kNoSideEffects = 1, kIdempotent = 2;
  std::string bytes;
  protozero::pbf_writer options(bytes);
  if (method.is_deprecated()) options.add_bool(kDeprecated, true);
  if (method.flags() & DUET_IDEMPOTENT) {
    options.add_enum(kIdempotencyLevel, method.has_no_side_effects() ? kNoSideEffects : kIdempotent);
  }
  if (method.routes().empty()) return bytes;
  protozero::pbf_writer rule(options, kHttp);
  write_route(rule, method.routes().front());
  for (std::size_t i = 1; i < method.routes().size(); ++i) {
    protozero::pbf_writer additional(rule, 11);
    write_route(additional, method.routes()[i]);
  }
  return bytes;
}

}  // namespace duet::detail
