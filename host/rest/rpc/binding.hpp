// From a request's head to a call by gRPC-Web or Connect.
#pragma once

#include <optional>
#include <string_view>

#include "core/call.hpp"
#include "core/catalog.hpp"
#include "core/failure.hpp"
#include "rest/exchange.hpp"
#include "rest/options.hpp"
#include "rest/request_head.hpp"
#include "rest/rpc/media_type.hpp"

namespace duet::rest {

/// Fills one call whose path is an RPC's: "/package.Service/Method". The Content-Type says by which protocol:
/// - gRPC-Web (grpc's PROTOCOL-WEB.md): "application/grpc-web", "application/grpc-web-text" and with "+proto" or
/// "+json".
///   The answer is of the request's type; base64 too where Accept names a text type. All kinds of streams, as far as a
///   client can send them. From there on every answer has the status 200, and tells its own at the end of the content.
/// - Connect (connectrpc.com/docs/protocol): "application/json" and "application/proto" for methods without streams,
///   "application/connect+json" and "application/connect+proto" for the others. Of the former also GET, where the
///   method has no effects: see may_be_got().
/// What is of neither gets 405 with Allow or 415 with Accept-Post, as any request to REST.
///
/// First find(), then choose_form(), which makes refusals those of the protocol, then bind(). Belongs to one thread.
class RpcBinding {
 public:
  /// All of it outlives the binding.
  RpcBinding(core::Call& call, const RequestHead& head, const RestOptions& options, Exchange& exchange)
      : call_(call), head_(head), options_(options), exchange_(exchange) {}

  /// Is it the path of a method that is served here, by a protocol that the listener answers? Sets call.method.
  bool find(const core::Catalog& catalog);

  /// Sets the form of request and answer. `accept` and `content_encoding` are what the list fields of these names say;
  /// the exchange's coding is what Accept-Encoding has led to.
  std::optional<core::Failure> choose_form(std::string_view accept, std::string_view content_encoding);

  /// The rest: version, deadline, and of a GET the message. @pre the metadata is that of the call.
  std::optional<core::Failure> bind();

  /// For a path at which there is neither method nor route: what a client of a protocol gets, where the request can
  /// only be one's.
  std::optional<core::Failure> refuse_unknown();

 private:
  std::optional<core::Failure> choose_get();
  std::optional<core::Failure> choose_single(std::string_view content_encoding);
  std::optional<core::Failure> choose_envelopes(std::string_view accept);
  std::optional<core::Failure> not_allowed(bool may_get);
  std::optional<core::Failure> read_timeout();
  void set_form(const RpcMediaType& type);
  void set_writer(std::string_view accept, Coding coding);
  void add_line(std::string_view name, std::string_view value);
  bool is_grpc_web() const;
  std::string_view field(std::string_view name) const;

  core::Call& call_;
  const RequestHead& head_;
  const RestOptions& options_;
  Exchange& exchange_;
  const RpcMediaType* type_ = nullptr;
  std::string_view timeout_;
  std::string_view version_;
};

/// Has a method no effects, so that a GET may call it? Its author says so: it is idempotent, and its contract has
/// NO_SIDE_EFFECTS or a route by GET. Calls that only may be repeated are not enough: any page can make a browser GET.
bool may_be_got(const core::Catalog& catalog, const core::Method& method);

}  // namespace duet::rest
