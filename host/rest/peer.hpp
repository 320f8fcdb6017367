// Who is at the other end of a connection.
#pragma once

#include <string>

#include "rest/rpc/protocols.hpp"

namespace duet::rest {

struct Peer {
  std::string address;         // "192.0.2.7:41234", "[2001:db8::7]:41234" or "unix"
  bool trusted = false;        // a proxy whose word on the client's address is taken
  std::string client_subject;  // of its verified certificate (RFC 4514), or empty
  RpcProtocols rpc{};          // that its listener answers
};

}  // namespace duet::rest
