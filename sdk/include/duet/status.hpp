// How a call ended: a code, a text for the caller and typed details.
//
// Codes and their meaning: https://grpc.io/docs/guides/status-codes. Details: google.rpc (error_details.proto), of
// which BadRequest (what is wrong with which field) and ErrorInfo (a reason that programs can compare) have their own
// words here; any other message goes in with with_detail().
//
//   return duet::not_found("no item with id {}", request.id);
//   return duet::invalid_argument("the order cannot be sent").with_violation("address", "must be complete");
//   return duet::failed_precondition("sold out").with_detail(duet::error_info("SOLD_OUT", "shop.example.com"));
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "format.hpp"
#include "violation.hpp"

namespace duet {

enum class Code : std::int32_t {
  kOk = 0,
  kCancelled = 1,
  kUnknown = 2,
  kInvalidArgument = 3,
  kDeadlineExceeded = 4,
  kNotFound = 5,
  kAlreadyExists = 6,
  kPermissionDenied = 7,
  kResourceExhausted = 8,
  kFailedPrecondition = 9,
  kAborted = 10,
  kOutOfRange = 11,
  kUnimplemented = 12,
  kInternal = 13,
  kUnavailable = 14,
  kDataLoss = 15,
  kUnauthenticated = 16,
};

// The name of a code as gRPC writes it: "NOT_FOUND".
constexpr std::string_view to_text(Code code) {
  constexpr std::string_view kNames[] = {
      "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
      "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
      "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
      "DATA_LOSS", "UNAUTHENTICATED"};
  const auto index = static_cast<std::uint32_t>(code);
  return index < std::size(kNames) ? kNames[index] : "UNKNOWN";
}

// One message of details, already encoded: `type` is its full name ("google.rpc.RetryInfo").
struct StatusDetail {
  std::string type;
  std::string value;
};

// OK, or an error. OK costs one null pointer. A value like any other: not to be used by two threads at once.
class [[nodiscard]] Status {
 public:
  // OK.
  Status() = default;
  Status(Code code, std::string message) {
    if (code == Code::kOk) return;
    error_ = std::make_unique<Error>();
    error_->code = code;
    error_->message = std::move(message);
  }
  Status(const Status& other) : error_(other.error_ ? std::make_unique<Error>(*other.error_) : nullptr) {}
  Status(Status&&) noexcept = default;
  Status& operator=(Status other) noexcept {
    error_ = std::move(other.error_);
    return *this;
  }
  ~Status() = default;

  bool ok() const { return !error_; }
  Code code() const { return error_ ? error_->code : Code::kOk; }
  std::string_view message() const { return error_ ? std::string_view(error_->message) : std::string_view(); }
  const Violations& violations() const { return error_or_none().violations; }
  const std::vector<StatusDetail>& details() const { return error_or_none().details; }

  // Adds what is wrong with one field: its path, a text for people, and a word for programs ("greater_than").
  // Without effect on OK, like the next two.
  Status& add_violation(std::string_view field, std::string_view message, std::string_view type = {}) {
    if (error_) error_->violations.push_back({std::string(field), std::string(message), std::string(type)});
    return *this;
  }
  Status& add_violations(Violations violations) {
    if (error_) std::move(violations.begin(), violations.end(), std::back_inserter(error_->violations));
    return *this;
  }
  // Adds a message, already encoded.
  Status& add_detail(StatusDetail detail) {
    if (error_) error_->details.push_back(std::move(detail));
    return *this;
  }

  // The same, to be chained in a return statement.
  Status with_violation(std::string_view field, std::string_view message, std::string_view type = {}) && {
    return std::move(add_violation(field, message, type));
  }
  Status with_detail(StatusDetail detail) && { return std::move(add_detail(std::move(detail))); }

 private:
  struct Error {
    Code code = Code::kUnknown;
    std::string message;
    Violations violations;
    std::vector<StatusDetail> details;
  };
  const Error& error_or_none() const {
    static const Error kNone;
    return error_ ? *error_ : kNone;
  }

  std::unique_ptr<Error> error_;
};

#define DUET_STATUS_FACTORY(name, code)                              \
  template <class... Args>                                           \
  Status name(FormatString<Args...> text, const Args&... args) {     \
    return Status(Code::code, duet::format<Args...>(text, args...)); \
  }
DUET_STATUS_FACTORY(cancelled, kCancelled)
DUET_STATUS_FACTORY(unknown, kUnknown)
DUET_STATUS_FACTORY(invalid_argument, kInvalidArgument)
DUET_STATUS_FACTORY(deadline_exceeded, kDeadlineExceeded)
DUET_STATUS_FACTORY(not_found, kNotFound)
DUET_STATUS_FACTORY(already_exists, kAlreadyExists)
DUET_STATUS_FACTORY(permission_denied, kPermissionDenied)
DUET_STATUS_FACTORY(resource_exhausted, kResourceExhausted)
DUET_STATUS_FACTORY(failed_precondition, kFailedPrecondition)
DUET_STATUS_FACTORY(aborted, kAborted)
DUET_STATUS_FACTORY(out_of_range, kOutOfRange)
DUET_STATUS_FACTORY(unimplemented, kUnimplemented)
DUET_STATUS_FACTORY(internal, kInternal)
DUET_STATUS_FACTORY(unavailable, kUnavailable)
DUET_STATUS_FACTORY(data_loss, kDataLoss)
DUET_STATUS_FACTORY(unauthenticated, kUnauthenticated)
#undef DUET_STATUS_FACTORY

}  // namespace duet
