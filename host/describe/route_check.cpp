#include "describe/route_check.hpp"

#include <duet/abi/description.h>
#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/route_template.hpp"
#include "describe/fields.hpp"

namespace duet::describe {
namespace {

namespace pb = google::protobuf;

// A method of HTTP in capitals (RFC 9110 section 9.1), or "*" for any.
bool is_http_method(std::string_view text) {
  if (text == "*") return true;
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'A' && c <= 'Z') || c == '-'; });
}

// Those whose requests have no content, or none that means anything (RFC 9110 section 9.3).
bool has_no_body(std::string_view http_method) {
  return http_method == "GET" || http_method == "HEAD" || http_method == "TRACE";
}

bool is_http_body(const pb::Descriptor* type) { return type != nullptr && type->full_name() == "google.api.HttpBody"; }

// The oneof of which both paths fill another member, or null. @pre both name fields of `message`.
const pb::OneofDescriptor* shared_oneof(const pb::Descriptor& message, std::string_view one, std::string_view two) {
  const pb::Descriptor* scope = &message;
  while (scope != nullptr) {
    const std::size_t dot_one = std::min(one.find('.'), one.size());
    const std::size_t dot_two = std::min(two.find('.'), two.size());
    const pb::FieldDescriptor* a = scope->FindFieldByName(std::string(one.substr(0, dot_one)));
    const pb::FieldDescriptor* b = scope->FindFieldByName(std::string(two.substr(0, dot_two)));
    if (a != b) {
      const pb::OneofDescriptor* oneof = a->real_containing_oneof();
      return oneof == b->real_containing_oneof() ? oneof : nullptr;
    }
    if (dot_one == one.size() || dot_two == two.size()) return nullptr;
    one.remove_prefix(dot_one + 1);
    two.remove_prefix(dot_two + 1);
    scope = a->message_type();
  }
  return nullptr;
}

class RouteChecker {
 public:
  RouteChecker(const pb::MethodDescriptor& method, const core::MethodOffer& offer, core::RouteOffer& route,
               const std::string& start, std::vector<std::string>& errors)
      : input_(*method.input_type()),
        output_(*method.output_type()),
        offer_(offer),
        route_(route),
        start_(start),
        errors_(errors) {}

  void check() {
    check_http_method();
    check_variables();
    check_body();
    check_response_body();
  }

 private:
  using Variable = core::RouteTemplate::Variable;

  void check_http_method() {
    if (!is_http_method(route_.http_method)) {
      fail("'" + route_.http_method + "' is no HTTP method; write it in capitals, or '*' for any");
    } else if (route_.http_method == "CONNECT") {
      fail("CONNECT asks for a tunnel and has no path (RFC 9110 section 9.3.6); use another method");
    }
  }

  void check_variables() {
    core::RouteTemplate path;
    core::TemplateError problem;
    if (!core::parse_template(route_.path, path, problem)) {
      fail("at byte " + std::to_string(problem.position) + ": " + problem.message);
      return;
    }
    for (const Variable& variable : path.variables) {
      if (auto field = find_path_field(input_, variable.field_path); !field) {
        fail("the variable {" + variable.field_path + "}: " + field.error().message);
        continue;
      }
      for (const Variable& other : variables_) {
        if (const auto* oneof = shared_oneof(input_, other.field_path, variable.field_path)) {
          fail("the variables {" + other.field_path + "} and {" + variable.field_path + "} are members of the oneof '" +
               oneof->name() + "', of which only one can be set; write '*' for one of them, or two routes");
        }
      }
      variables_.push_back(variable);
    }
  }

  void check_body() {
    const std::string& body = route_.body;
    if (body.empty()) return;
    if (has_no_body(route_.http_method)) {
      fail("a " + route_.http_method + " request has no body; leave `body` out, or use POST");
      return;
    }
    if (body == "*") {
      route_.bytes_request = may_be_bytes(DUET_RAW_REQUEST) && is_http_body(&input_);
      return;
    }
    auto found = find_top_level_field(input_, body);
    if (!found) {
      fail("body: " + found.error().message);
      return;
    }
    if ((offer_.flags & DUET_RAW_REQUEST) != 0) {
      fail("the method reads the body itself, in pieces, so that '" + body + "' would stay empty; leave `body` out");
    }
    const pb::FieldDescriptor& field = **found;
    for (const Variable& variable : variables_) {
      if (variable.field_path == body) {
        fail("the field '" + body + "' is bound by the path and by `body`; choose one");
      } else if (const auto* oneof = shared_oneof(input_, variable.field_path, body)) {
        fail("body: '" + body + "' and the variable {" + variable.field_path + "} are members of the oneof '" +
             oneof->name() + "', of which only one can be set; take one of them out");
      }
    }
    route_.bytes_request = may_be_bytes(DUET_RAW_REQUEST) && !field.is_repeated() && is_http_body(field.message_type());
  }

  void check_response_body() {
    const std::string& name = route_.response_body;
    if (name.empty()) {
      route_.bytes_reply = may_be_bytes(DUET_RAW_REPLY) && is_http_body(&output_);
      return;
    }
    auto found = find_top_level_field(output_, name);
    if (!found) {
      fail("response_body: " + found.error().message);
      return;
    }
    if ((offer_.flags & DUET_RAW_REPLY) != 0) {
      fail("the method writes the answer's body itself, in pieces; leave `response_body` out");
    }
    route_.bytes_reply =
        may_be_bytes(DUET_RAW_REPLY) && !(*found)->is_repeated() && is_http_body((*found)->message_type());
  }

  // Does the method know of bytes, and not have its bodies in pieces, as `raw` says?
  bool may_be_bytes(std::uint32_t raw) const {
    return (offer_.encodings & DUET_BYTES) != 0 && (offer_.flags & raw) == 0;
  }

  void fail(const std::string& reason) {
    errors_.push_back(start_ + "route " + route_.http_method + " " + route_.path + ": " + reason);
  }

  const pb::Descriptor& input_;
  const pb::Descriptor& output_;
  const core::MethodOffer& offer_;
  core::RouteOffer& route_;
  const std::string& start_;
  std::vector<std::string>& errors_;
  std::vector<Variable> variables_;  // those whose fields are there
};

}  // namespace

void check_route(const pb::MethodDescriptor& method, const core::MethodOffer& offer, core::RouteOffer& route,
                 const std::string& start, std::vector<std::string>& errors) {
  RouteChecker(method, offer, route, start, errors).check();
}

}  // namespace duet::describe
