// One method of a service while a plugin describes itself: its routes, its documentation and how it is to be run.
//
//   service.unary("GetItem", &Items::get).get("/items/{id}").doc("Reads one item.");
//
// Routes follow google.api.http (google/api/http.proto). The first is the main one; further ones are additional
// bindings. Fields that neither the path nor the body fills come from the query.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../abi/description.h"

namespace duet {

// An HTTP method and a path template, with the fields that the bodies fill.
struct Route {
  std::string verb;  // "GET", or any other word for a custom kind
  std::string path;
  std::string body;           // "*" all fields that the path does not fill, a top-level field, or "" for none
  std::string response_body;  // a top-level field of the answer, or "" for all of it
};

class Method {
 public:
  explicit Method(std::string_view name) : name_(name) {}
  virtual ~Method() = default;
  Method(const Method&) = delete;
  Method& operator=(const Method&) = delete;

  Method& get(std::string_view path) { return route("GET", path, ""); }
  Method& del(std::string_view path) { return route("DELETE", path, ""); }
  Method& post(std::string_view path, std::string_view body = "*") { return route("POST", path, body); }
  Method& put(std::string_view path, std::string_view body = "*") { return route("PUT", path, body); }
  Method& patch(std::string_view path, std::string_view body = "*") { return route("PATCH", path, body); }
  // Any other HTTP method; "*" for every one.
  Method& custom(std::string_view verb, std::string_view path, std::string_view body = "") {
    return route(verb, path, body);
  }

  // The field that the request body fills, for the route named last.
  Method& body(std::string_view field) {
    last_route().body = field;
    return *this;
  }
  // The field of the answer that becomes the response body, for the route named last.
  Method& response_body(std::string_view field) {
    last_route().response_body = field;
    return *this;
  }

  // For the generated documentation. The first sentence is the summary.
  Method& doc(std::string_view text) {
    doc_ = text;
    return *this;
  }
  // Returns within microseconds: the host may run it on a door's thread.
  Method& runs_inline() { return flag(DUET_INLINE); }
  // Waits for disks, networks or locks: the host never runs it on a door's thread.
  Method& may_block() { return flag(DUET_MAY_BLOCK); }
  // Calling it twice is as good as calling it once.
  Method& idempotent() { return flag(DUET_IDEMPOTENT); }
  // It only reads: calling it changes nothing. Connect's clients may call it by GET then, and caches keep its answers.
  // An idempotent method whose first route is a GET says so anyway (RFC 9110 section 9.2.1).
  Method& no_side_effects() {
    no_side_effects_ = true;
    return idempotent();
  }
  // Still served, but callers should leave it.
  Method& deprecated() {
    deprecated_ = true;
    return *this;
  }

  // The most bytes of a request body over REST, in place of the configuration's rest.max_body_bytes.
  Method& max_body_bytes(std::uint64_t bytes) {
    max_body_bytes_ = bytes;
    return *this;
  }
  // The field Cache-Control of answers to GET over REST (RFC 9111): "public, max-age=60". A handler that sets the
  // header itself goes first.
  Method& cache_control(std::string_view directives) {
    cache_control_ = directives;
    return *this;
  }

  const std::string& name() const { return name_; }
  const std::vector<Route>& routes() const { return routes_; }
  const std::string& doc() const { return doc_; }
  std::uint32_t flags() const { return flags_; }
  bool is_deprecated() const { return deprecated_; }
  bool has_no_side_effects() const {
    const bool reads = !routes_.empty() && routes_.front().verb == "GET";
    return no_side_effects_ || ((flags_ & DUET_IDEMPOTENT) != 0 && reads);
  }
  std::uint64_t max_body_bytes() const { return max_body_bytes_; }
  const std::string& cache_control() const { return cache_control_; }
  // A mistake in the order of the words above, or empty.
  const std::string& misuse() const { return misuse_; }

 protected:
  Method& flag(std::uint32_t flag) {
    flags_ |= flag;
    return *this;
  }

 private:
  Method& route(std::string_view verb, std::string_view path, std::string_view body) {
    routes_.push_back({std::string(verb), std::string(path), std::string(body), {}});
    return *this;
  }
  Route& last_route() {
    if (routes_.empty()) {
      misuse_ = "body() and response_body() come after the route that they belong to";
      routes_.emplace_back();
    }
    return routes_.back();
  }

  std::string name_;
  std::vector<Route> routes_;
  std::string doc_;
  std::string misuse_;
  std::string cache_control_;
  std::uint64_t max_body_bytes_ = 0;
  std::uint32_t flags_ = 0;
  bool deprecated_ = false;
  bool no_side_effects_ = false;
};

}  // namespace duet
