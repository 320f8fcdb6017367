// Which RPC protocols a listener of REST answers besides.
#pragma once

namespace duet::rest {

/// At "/package.Service/Method", for every method that is served over REST.
struct RpcProtocols {
  bool grpc_web = true;
  bool connect = true;

  bool any() const { return grpc_web || connect; }
};

}  // namespace duet::rest
