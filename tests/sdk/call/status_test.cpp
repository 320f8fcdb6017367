#include <doctest/doctest.h>

#include <protozero/pbf_reader.hpp>
#include <string>
#include <string_view>
#include <utility>

#include <duet/result.hpp>
#include <duet/status_details.hpp>

namespace {

TEST_CASE("a status is OK until it says otherwise") {
  const duet::Status ok;
  CHECK(ok.ok());
  CHECK(ok.code() == duet::Code::kOk);
  CHECK(ok.message().empty());
  CHECK(ok.violations().empty());
  CHECK(duet::Status(duet::Code::kOk, "text").ok());
}

TEST_CASE("each code has its factory and its name") {
  const std::pair<duet::Status, std::string_view> all[] = {
      {duet::cancelled("{}", 1), "CANCELLED"},
      {duet::unknown("{}", 1), "UNKNOWN"},
      {duet::invalid_argument("{}", 1), "INVALID_ARGUMENT"},
      {duet::deadline_exceeded("{}", 1), "DEADLINE_EXCEEDED"},
      {duet::not_found("{}", 1), "NOT_FOUND"},
      {duet::already_exists("{}", 1), "ALREADY_EXISTS"},
      {duet::permission_denied("{}", 1), "PERMISSION_DENIED"},
      {duet::resource_exhausted("{}", 1), "RESOURCE_EXHAUSTED"},
      {duet::failed_precondition("{}", 1), "FAILED_PRECONDITION"},
      {duet::aborted("{}", 1), "ABORTED"},
      {duet::out_of_range("{}", 1), "OUT_OF_RANGE"},
      {duet::unimplemented("{}", 1), "UNIMPLEMENTED"},
      {duet::internal("{}", 1), "INTERNAL"},
      {duet::unavailable("{}", 1), "UNAVAILABLE"},
      {duet::data_loss("{}", 1), "DATA_LOSS"},
      {duet::unauthenticated("{}", 1), "UNAUTHENTICATED"},
  };
  for (const auto& [status, name] : all) {
    CHECK(to_text(status.code()) == name);
    CHECK(status.message() == "1");
  }
  for (int code = 0; code <= 16; ++code) CHECK(!to_text(static_cast<duet::Code>(code)).empty());
  CHECK(to_text(static_cast<duet::Code>(99)) == "UNKNOWN");
  CHECK(to_text(static_cast<duet::Code>(-1)) == "UNKNOWN");
}

TEST_CASE("a copy of a status has its own details") {
  duet::Status first = duet::aborted("x").with_violation("a", "is wrong", "wrong");
  duet::Status second = first;
  second.add_violation("b", "is wrong too");
  CHECK(first.violations().size() == 1);
  CHECK(second.violations().size() == 2);
  first = std::move(second);
  CHECK(first.violations().size() == 2);
}

TEST_CASE("details are a google.rpc.Status, and empty where there are none") {
  CHECK(duet::detail::encode_details(duet::not_found("x")).empty());
  const duet::Status status = duet::invalid_argument("bad")
                                  .with_violation("price", "must be > 0", "greater_than")
                                  .with_violation("name", "is odd")
                                  .with_detail(duet::error_info("ODD", "example.com", {{"k", "v"}}));
  const std::string bytes = duet::detail::encode_details(status);
  protozero::pbf_reader reader(bytes);
  REQUIRE(reader.next(1));
  CHECK(reader.get_int32() == 3);
  REQUIRE(reader.next(2));
  CHECK(reader.get_string() == "bad");

  REQUIRE(reader.next(3));
  protozero::pbf_reader any = reader.get_message();
  REQUIRE(any.next(1));
  CHECK(any.get_string() == "type.googleapis.com/google.rpc.BadRequest");
  REQUIRE(any.next(2));
  protozero::pbf_reader bad_request = any.get_message();
  REQUIRE(bad_request.next(1));
  protozero::pbf_reader violation = bad_request.get_message();
  REQUIRE(violation.next(1));
  CHECK(violation.get_string() == "price");
  REQUIRE(violation.next(2));
  CHECK(violation.get_string() == "must be > 0");
  REQUIRE(violation.next(3));
  CHECK(violation.get_string() == "greater_than");
  REQUIRE(bad_request.next(1));
  CHECK(bad_request.get_message().next(1));
  CHECK_FALSE(bad_request.next());

  REQUIRE(reader.next(3));
  any = reader.get_message();
  REQUIRE(any.next(1));
  CHECK(any.get_string() == "type.googleapis.com/google.rpc.ErrorInfo");
  REQUIRE(any.next(2));
  protozero::pbf_reader info = any.get_message();
  REQUIRE(info.next(1));
  CHECK(info.get_string() == "ODD");
  REQUIRE(info.next(2));
  CHECK(info.get_string() == "example.com");
  REQUIRE(info.next(3));
  protozero::pbf_reader entry = info.get_message();
  REQUIRE(entry.next(1));
  CHECK(entry.get_string() == "k");
  REQUIRE(entry.next(2));
  CHECK(entry.get_string() == "v");
  CHECK_FALSE(reader.next());
}

duet::Result<std::string> text_or_error(bool ok) {
  if (!ok) return duet::not_found("no text");
  return std::string("text");
}

TEST_CASE("a result is a value or a status") {
  duet::Result<std::string> good = text_or_error(true);
  CHECK(good.ok());
  CHECK(*good == "text");
  CHECK(good->size() == 4);
  CHECK(good.status().ok());
  CHECK(std::move(good).value() == "text");

  const duet::Result<std::string> bad = text_or_error(false);
  CHECK_FALSE(bad);
  CHECK(bad.status().code() == duet::Code::kNotFound);
  CHECK(text_or_error(false).value_or("other") == "other");
}

TEST_CASE("a result needs no default constructor and may be moved only") {
  struct Handle {
    explicit Handle(int n) : value(std::make_unique<int>(n)) {}
    std::unique_ptr<int> value;
  };
  duet::Result<Handle> handle = Handle(7);
  const Handle taken = *std::move(handle);
  CHECK(*taken.value == 7);
}

TEST_CASE("an OK status cannot stand for a value") {
  const duet::Result<int> result = duet::Status();
  CHECK(result.status().code() == duet::Code::kInternal);
}

}  // namespace
