// The details of a status on the wire: google.rpc.Status, BadRequest and ErrorInfo.
// Source: google/rpc/status.proto and google/rpc/error_details.proto.
#pragma once

#include <initializer_list>
#include <protozero/pbf_writer.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "status.hpp"

namespace duet {

// google.rpc.ErrorInfo: why, in a word that programs can compare ("SOLD_OUT"), and in whose words ("shop.example.com").
inline StatusDetail error_info(std::string_view reason, std::string_view domain,
                               std::initializer_list<std::pair<std::string_view, std::string_view>> metadata = {}) {
  StatusDetail detail{"google.rpc.ErrorInfo", {}};
  protozero::pbf_writer writer(detail.value);
  writer.add_string(1, reason.data(), reason.size());
  writer.add_string(2, domain.data(), domain.size());
  for (const auto& [key, value] : metadata) {
    protozero::pbf_writer entry(writer, 3);
    entry.add_string(1, key.data(), key.size());
    entry.add_string(2, value.data(), value.size());
  }
  return detail;
}

namespace detail {

inline std::string encode_bad_request(const Violations& violations) {
  std::string bytes;
  protozero::pbf_writer writer(bytes);
  for (const Violation& violation : violations) {
    protozero::pbf_writer field(writer, 1);
    field.add_string(1, violation.field);
    field.add_string(2, violation.message);
    if (!violation.type.empty()) field.add_string(3, violation.type);
  }
  return bytes;
}

inline void add_any(protozero::pbf_writer& status, std::string_view type, const std::string& value) {
  protozero::pbf_writer any(status, 3);
  any.add_string(1, "type.googleapis.com/" + std::string(type));
  any.add_bytes(2, value);
}

// A serialized google.rpc.Status; empty where the status has no details, because code and message travel beside it.
inline std::string encode_details(const Status& status) {
  std::string bytes;
  if (status.violations().empty() && status.details().empty()) return bytes;
  protozero::pbf_writer writer(bytes);
  writer.add_int32(1, static_cast<std::int32_t>(status.code()));
  writer.add_string(2, status.message().data(), status.message().size());
  if (!status.violations().empty()) {
    add_any(writer, "google.rpc.BadRequest", encode_bad_request(status.violations()));
  }
  for (const StatusDetail& detail : status.details()) add_any(writer, detail.type, detail.value);
  return bytes;
}

}  // namespace detail
}  // namespace duet
