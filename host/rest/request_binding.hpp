// From a request's head to a call: which method, with what.
#pragma once

#include <optional>

#include "core/call.hpp"
#include "core/catalog_slot.hpp"
#include "core/failure.hpp"
#include "rest/exchange.hpp"
#include "rest/options.hpp"
#include "rest/request_head.hpp"

namespace duet::rest {

/// Fills calls from request heads by the rules of google.api.http, and before those by RpcBinding, where the path is an
/// RPC's. One a worker; not thread safe.
///
/// A path is matched first and then decoded, once: a variable of one segment in whole, one of several but for "%2F",
/// which would be taken for a slash between them. "+" is itself in a path and a space in a query. A "%" that no two
/// digits follow, and bytes that decode to no UTF-8, are refused with 400, wherever they are in the target.
///
/// A request for WebSocket leads to the stream at its path, whatever HTTP method its route names; of several to the one
/// whose HTTP method is the first in alphabetical order.
class RequestBinder {
 public:
  /// All of it outlives the binder.
  RequestBinder(const core::CatalogSlot& catalog, const RestOptions& options) : catalog_(catalog), options_(options) {}

  /// Gives the call its request id, from the head (which may be empty) or a new one.
  void name(core::Call& call, const RequestHead& head);

  /// Fills everything in `call` but the body, and what the answer will need in `exchange`. On failure the call has
  /// nowhere to go: refuse it. The head's views must live as long as the call.
  std::optional<core::Failure> bind(core::Call& call, const RequestHead& head, Exchange& exchange);

 private:
  void bind_route(core::Call& call);
  bool match(const core::RouteMatcher& routes, const RequestHead& head, Exchange& exchange);
  bool match_stream(const core::RouteMatcher& routes, std::string_view path);
  std::optional<core::Failure> no_route(core::Call& call, const RequestHead& head, Exchange& exchange);
  void bind_path(core::Call& call);

  core::CatalogReader catalog_;
  const RestOptions& options_;
  core::RouteMatch match_;
};

/// "1.5", "1.5s" or "250ms" as nanoseconds; nothing for any other text and for what is not above zero.
std::optional<std::int64_t> parse_timeout(std::string_view text);

}  // namespace duet::rest
